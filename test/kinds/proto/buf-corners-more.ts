import { type Corner, e3, f, p2, p3 } from "./buf-corners.ts";

/** Odd corners of files that move, options, ranges, oneofs and services. */
export const MORE_CORNERS: readonly Corner[] = [
  [
    "file pkg changed to existing",
    { ...f("z.proto", "a", "message A {}"), ...f("b.proto", "b", "message B {}") },
    { ...f("z.proto", "b", "message A {}"), ...f("b.proto", "b", "message B {}") },
  ],
  [
    "import wkt any change",
    f(
      "a.proto",
      "a",
      'import "google/protobuf/any.proto"; import "google/protobuf/descriptor.proto"; message A { google.protobuf.Any a = 1; google.protobuf.FieldDescriptorProto f = 2; }',
    ),
    f(
      "a.proto",
      "a",
      'import "google/protobuf/descriptor.proto"; import "google/protobuf/struct.proto"; message A { google.protobuf.Struct a = 1; google.protobuf.FieldDescriptorProto f = 2; }',
    ),
  ],
  [
    "public import",
    {
      ...f("a.proto", "a", 'import public "b.proto"; message A { b.B b = 1; }'),
      ...f("b.proto", "b", "message B { int32 x = 1; }"),
    },
    {
      ...f("a.proto", "a", 'import "b.proto"; message A { b.B b = 1; }'),
      ...f("b.proto", "b", "message B { int32 x = 2; }"),
    },
  ],
  [
    "custom options",
    p3(
      'import "google/protobuf/descriptor.proto"; extend google.protobuf.FieldOptions { string tag = 50001; } message M { int32 a = 1 [(tag) = "x"]; }',
    ),
    p3(
      'import "google/protobuf/descriptor.proto"; extend google.protobuf.FieldOptions { string tagx = 50001; int32 other = 50002; } message M { int32 a = 1 [(tagx) = "y", (other) = 3]; }',
    ),
  ],
  [
    "all file opts explicit default",
    p2("message M { optional int32 a = 1; }"),
    p2(
      'option cc_enable_arenas = true; option cc_generic_services = false; option csharp_namespace = ""; option go_package = ""; option java_generic_services = false; option java_multiple_files = false; option java_outer_classname = ""; option java_package = ""; option objc_class_prefix = ""; option optimize_for = SPEED; option php_class_prefix = ""; option php_metadata_namespace = ""; option php_namespace = ""; option py_generic_services = false; option ruby_package = ""; option swift_prefix = ""; option java_string_check_utf8 = false; option deprecated = false; message M { optional int32 a = 1; }',
    ),
  ],
  [
    "all file opts changed",
    p2(
      'option cc_enable_arenas = true; option cc_generic_services = false; option csharp_namespace = ""; option go_package = ""; option java_generic_services = false; option java_multiple_files = false; option java_outer_classname = ""; option java_package = ""; option objc_class_prefix = ""; option optimize_for = SPEED; option php_class_prefix = ""; option php_metadata_namespace = ""; option php_namespace = ""; option py_generic_services = false; option ruby_package = ""; option swift_prefix = ""; option java_string_check_utf8 = false; option deprecated = false; message M { optional string a = 1; }',
    ),
    p2(
      'option cc_enable_arenas = false; option cc_generic_services = true; option csharp_namespace = "a\\n\\"q\\""; option go_package = "é"; option java_generic_services = true;\noption\n java_multiple_files\n = true; option java_outer_classname = "a" "b"; option java_package = "p"; option objc_class_prefix = "O"; option optimize_for = LITE_RUNTIME; option php_class_prefix = "p"; option php_metadata_namespace = "\\\\x"; option php_namespace = "y\\x01"; option py_generic_services = true; option ruby_package = "\'"; option swift_prefix = "\\t"; option java_string_check_utf8 = true; option deprecated = true; message M { optional string a = 1; }',
    ),
  ],
  [
    "opts removed",
    p2(
      'option go_package = "x;y"; option optimize_for = CODE_SIZE; option java_multiple_files = true; option cc_enable_arenas = false; message M {}',
    ),
    p2("option deprecated = true; message M {}"),
  ],
  [
    "enum alias",
    p2("enum E { option allow_alias = true; A = 0; B = 1; C = 1; D = 2; F = 3; G = 3; H = 4; I = 4; }"),
    p2("enum E { option allow_alias = true; A = 0; C = 1; B = 1; D = 2; D2 = 2; F = 3; H2 = 4; I = 4; H3 = 4; }"),
  ],
  [
    "enum alias removed reserved names",
    p2("enum E { option allow_alias = true; A = 0; B = 1; C = 1; F = 3; G = 3; H = 4; I = 4; }"),
    p2("enum E { reserved 1, 3 to 4; reserved 'B', 'C', 'F', 'J'; A = 0; }"),
  ],
  [
    "enum neg",
    p2("enum E { A = 0; B = -1; C = -2147483648; reserved -10 to -5, 100 to max, 7; reserved 'x'; }"),
    p2("enum E { A = 0; reserved -9 to -6, 7; reserved -2; }"),
  ],
  [
    "enum reserved overlapping",
    p2("enum E { A = 0; reserved 10 to 20, 30, 32 to 40; }"),
    p2("enum E { A = 0; reserved 10 to 12, 13 to 15, 17, 19 to 33, 36 to max; }"),
  ],
  [
    "msg reserved",
    p2("message M { reserved 10 to 20, 30, 32 to 40, 1000 to max; reserved 'a', 'b', 'c'; }"),
    p2("message M { reserved 10 to 12, 13 to 15, 17, 19 to 33, 36 to 999; reserved 'b'; }"),
  ],
  [
    "ext ranges",
    p2("message M { extensions 10 to 20, 30, 32 to 40, 1000 to max; }"),
    p2("message M { extensions 10 to 12, 13 to 15, 17, 19 to 33, 36 to 999; }"),
  ],
  [
    "ext range to reserved",
    p2("message M { extensions 10 to 20; reserved 30 to 40; }"),
    p2("message M { reserved 10 to 20; extensions 30 to 40; }"),
  ],
  [
    "required moves",
    p2("message M { required int32 a = 1; optional int32 b = 2; required int32 c = 3; repeated int32 d = 5; }"),
    p2("message M { optional int32 a = 1; required int32 b = 2; required string d = 4; required int32 e = 5; }"),
  ],
  [
    "required nested",
    p2("message M { message N { required int32 a = 1; } optional group G = 3 { required int32 z = 1; } }"),
    p2(
      "message M { message N { optional int32 a = 1; } optional group G = 3 { optional int32 z = 1; required int32 y = 2; } }",
    ),
  ],
  [
    "legacy_required",
    e3("message M { int32 a = 1 [features.field_presence = LEGACY_REQUIRED]; int32 b = 2; }"),
    e3(
      "message M { int32 a = 1; int32 b = 2 [features.field_presence = LEGACY_REQUIRED]; int32 c = 3 [features.field_presence = LEGACY_REQUIRED]; }",
    ),
  ],
  [
    "proto3 optional",
    p3("message M { int32 a = 1; optional int32 b = 2; M m = 3; optional M n = 4; oneof o { int32 c = 5; } }"),
    p3("message M { optional int32 a = 1; int32 b = 2; optional M m = 3; M n = 4; optional int32 c = 5; }"),
  ],
  [
    "oneof moves",
    p3("message M { oneof a { int32 x = 1; int32 y = 2; } oneof b { int32 z = 3; } int32 w = 4; }"),
    p3("message M { oneof b { int32 x = 1; int32 z = 3; } oneof c { int32 w = 4; } int32 y = 2; }"),
  ],
  [
    "oneof renamed",
    p3("message M { oneof a { int32 x = 1; int32 y = 2; } }"),
    p3("message M { oneof b { int32 x = 1; int32 y = 2; } }"),
  ],
  [
    "oneof named like synthetic",
    p3("message M { oneof _x { int32 x = 1; } }"),
    p3("message M { optional int32 x = 1; }"),
  ],
  [
    "accessor",
    p2(
      "message M { option no_standard_descriptor_accessor = false; message N {} message O { option no_standard_descriptor_accessor = true; } }",
    ),
    p2(
      "message M { option no_standard_descriptor_accessor = true; message N { option deprecated = true; option no_standard_descriptor_accessor = true; } message O {} }",
    ),
  ],
  [
    "jstype",
    p2(
      "message M { optional int64 a = 1 [jstype = JS_STRING]; repeated uint64 b = 2 [jstype=JS_NUMBER]; optional fixed64 c = 3; optional sint64 d = 4 [jstype = JS_NORMAL]; extensions 10 to 20; } extend M { optional int64 e = 10 [jstype = JS_STRING]; }",
    ),
    p2(
      "message M { optional uint64 a = 1; repeated sfixed64 b = 2 [jstype=JS_STRING]; optional int32 c = 3; optional sint64 d = 4 [deprecated = true, jstype = JS_STRING]; extensions 10 to 20; } extend M { optional int64 e = 10; }",
    ),
  ],
  [
    "ctype",
    p2(
      "message M { optional string a = 1 [ctype = CORD]; repeated bytes b = 2 [ctype=STRING_PIECE]; optional string c = 3; optional string d = 4 [ctype = STRING]; optional string e = 5 [ctype=STRING_PIECE]; optional string f = 6 [ctype=CORD]; }",
    ),
    p2(
      "message M { optional bytes a = 1; repeated string b = 2 [ctype=STRING]; optional string c = 3 [ctype=STRING_PIECE]; optional string d = 4; optional string e = 5 [ctype = CORD]; optional int32 f = 6; }",
    ),
  ],
  [
    "cpp features file",
    e3(
      'import "google/protobuf/cpp_features.proto"; option features.(pb.cpp).string_type = CORD; message M { string a = 1; bytes b = 2; }',
    ),
    e3(
      'import "google/protobuf/cpp_features.proto"; option features.(pb.cpp).string_type = VIEW; message M { string a = 1; bytes b = 2 [features.(pb.cpp).string_type = STRING]; }',
    ),
  ],
  [
    "cpp aggregate",
    e3('import "google/protobuf/cpp_features.proto"; message M { string a = 1; bytes b = 2; string c = 3; }'),
    e3(
      'import "google/protobuf/cpp_features.proto"; message M { string a = 1 [features.(pb.cpp) = { string_type: VIEW }]; bytes b = 2 [features = { [pb.cpp] { string_type: CORD } }]; string c = 3 [features = { utf8_validation: NONE [pb.cpp]: { string_type: CORD } }]; }',
    ),
  ],
  [
    "java aggregate",
    e3(
      'import "google/protobuf/java_features.proto"; message M { string a = 1 [features.utf8_validation = NONE]; string b = 2 [features.utf8_validation = NONE]; string c = 3 [features.utf8_validation = NONE]; }',
    ),
    e3(
      'import "google/protobuf/java_features.proto"; message M { string a = 1 [features.utf8_validation = NONE, features.(pb.java).utf8_validation = VERIFY]; string b = 2 [features.utf8_validation = NONE, features.(pb.java) = { utf8_validation: VERIFY }]; string c = 3 [features = { utf8_validation: NONE [pb.java] { utf8_validation: VERIFY } }]; }',
    ),
  ],
  [
    "ctype in edition 2023 vs feature",
    e3(
      'import "google/protobuf/cpp_features.proto"; message M { string a = 1 [ctype = CORD]; string b = 2 [features.(pb.cpp).string_type = CORD]; }',
    ),
    e3(
      'import "google/protobuf/cpp_features.proto"; message M { string a = 1 [features.(pb.cpp).string_type = CORD]; string b = 2; }',
    ),
  ],
  [
    "legacy closed enum cpp",
    e3('import "google/protobuf/cpp_features.proto"; enum E { A = 0; } message M { E e = 1; }'),
    e3(
      'import "google/protobuf/cpp_features.proto"; enum E { A = 0; } message M { E e = 1 [features.(pb.cpp).legacy_closed_enum = true]; }',
    ),
  ],
  [
    "rpc",
    p3(
      "message A {} message B {} service S { rpc X(A) returns (A); rpc Y(stream A) returns (A); rpc Z(A) returns (A) { option idempotency_level = IDEMPOTENT; } rpc W(A) returns (A) { option idempotency_level = IDEMPOTENCY_UNKNOWN; } rpc Gone(A) returns (B); }",
    ),
    p3(
      "message A {} message B {} service S { rpc X(stream a.v1.B) returns (stream B) {} rpc Y(A) returns (A) { option deprecated = true; option idempotency_level = NO_SIDE_EFFECTS; } rpc Z(A) returns (A); rpc W(A) returns (A); }",
    ),
  ],
  [
    "rpc moved types",
    {
      ...f("a.proto", "a", 'import "b.proto"; service S { rpc X(b.B) returns (b.B); }'),
      ...f("b.proto", "b", "message B {}"),
    },
    { ...f("a.proto", "a", "service S { rpc X(B) returns (B); } message B {}"), ...f("b.proto", "b", "message B {}") },
  ],
  [
    "service moved file",
    { ...f("a.proto", "a", "message B {} service S { rpc X(B) returns (B); }"), ...f("b.proto", "a", "message C {}") },
    {
      ...f("a.proto", "a", "message B {}"),
      ...f("b.proto", "a", 'import "a.proto"; message C {} service S { rpc X(C) returns (B); }'),
    },
  ],
  [
    "enum nested in deleted msg",
    p3("message M { enum E { A = 0; } message N { enum F { B = 0; } } map<string, M> m = 1; } message K {}"),
    p3("message K {}"),
  ],
  [
    "type name same short",
    p3(
      "message X { enum E { A = 0; } message Q {} } message Y { enum E { A = 0; B = 1; } message Q {} } message M { X.E a = 1; X.Q q = 2; repeated X.E r = 3; map<string, X.E> m = 4; map<string, X.Q> n = 5; }",
    ),
    p3(
      "message X { enum E { A = 0; } message Q {} } message Y { enum E { A = 0; B = 1; } message Q {} } message M { Y.E a = 1; Y.Q q = 2; repeated Y.E r = 3; map<string, Y.E> m = 4; map<string, Y.Q> n = 5; }",
    ),
  ],
  [
    "enum to int",
    p3("enum E { A = 0; } message M { E a = 1; int32 b = 2; M c = 3; string d = 4; bytes e = 5; bytes f = 6; }"),
    p3("enum E { A = 0; } message M { int32 a = 1; E b = 2; bytes c = 3; M d = 4; string e = 5; M f = 6; }"),
  ],
  ...([p2, p3, e3] as const).map((syntax, index): Corner => {
    const [own, presence] = index === 0 ? ["optional", "required"] : ["", ""];
    const entries = `message M { repeated NEntry n = 1; message NEntry { ${presence} int32 key = 1; ${own} V value = 2; reserved 5; ${index === 0 ? "extensions 9;" : ""} oneof o { int32 x = 7; } } } message V {}`;
    return [
      `entries become a map ${index}`,
      syntax(entries),
      syntax("message M { map<int32, V> n = 1; } message V {}"),
    ];
  }),
  [
    "a map becomes entries, implicit",
    p3("message M { map<int32, int32> n = 1; }"),
    p3("message M { repeated NEntry n = 1; message NEntry { int32 key = 1; int32 value = 2; } }"),
  ],
  [
    "maps, proto3 to proto2",
    p3("message M { map<int32, M> n = 1; map<string, bytes> o = 2; }"),
    p2("message M { map<int32, M> n = 1; map<string, bytes> o = 2; }"),
  ],
  [
    "maps in a message of another JSON format",
    e3("message M { map<int32, M> n = 1; message N { map<string, M> n = 1; } }"),
    e3(
      "message M { option features.json_format = LEGACY_BEST_EFFORT; map<int32, M> n = 1; message N { map<string, M> n = 1; } }",
    ),
  ],
];
