import type { Tree } from "./pairs.ts";

/** A file of a syntax or an edition, with a package unless that is empty. */
export const f = (name: string, pkg: string, body: string, syntax = "proto3"): Tree => ({
  [name]: `${/^\d/.test(syntax) ? `edition = "${syntax}"` : `syntax = "${syntax}"`};\n${pkg ? `package ${pkg};\n` : ""}${body}`,
});
export const p2 = (body: string): Tree => f("a.proto", "a.v1", body, "proto2");
export const p3 = (body: string): Tree => f("a.proto", "a.v1", body);
export const e3 = (body: string): Tree => f("a.proto", "a.v1", body, "2023");
export const e4 = (body: string): Tree => f("a.proto", "a.v1", body, "2024");

/** What a corner is about, the old side, the new side. */
export type Corner = readonly [string, Tree, Tree];

/** Odd corners of places, features, groups, maps and syntaxes. */
export const CORNERS: readonly Corner[] = [
  ["tabs", p3("message M {\n\tint32 a = 1;\n}"), p3("message M {\n\tint64\ta\t=\t1;\n \t string b = 2; }")],
  ["tabs2", p3("message M { int32 a = 1; }"), p3("message M {\t/*x\t*/\tint64 a_x = 1; }")],
  ["utf8 cols", p3("message M { int32 a = 1; }"), p3('message M { /* é漢字😀 */ int64 a_x = 1 [json_name = "é"]; }')],
  [
    "utf8 string col",
    p3("message M { string z = 2; int32 a = 1; }"),
    p3('message M { string z = 2 [json_name = "é漢😀"]; int64 a_x = 1; }'),
  ],
  ["crlf", p3("message M {\r\n int32 a = 1;\r\n}"), p3("message M {\r\n int64 a_x = 1;\r\n}\r\n")],
  ["bom", p3("message M { int32 a = 1; }"), { "a.proto": "\ufeff" + p3("message M { int64 a = 1; }")["a.proto"] }],
  [
    "aggregate features",
    e3("message M { int32 a = 1; string s = 2; }\nenum E { A = 0; }"),
    e3(
      "option features = { field_presence: IMPLICIT utf8_validation: NONE };\nmessage M { int32 a = 1; string s = 2; }\nenum E { option features = { enum_type: CLOSED json_format: LEGACY_BEST_EFFORT }; A = 0; }",
    ),
  ],
  [
    "aggregate field features",
    e3("message M { int32 a = 1; string s = 2; }"),
    e3(
      "message M { option features = { json_format: LEGACY_BEST_EFFORT }; int32 a = 1 [features = { field_presence: IMPLICIT }]; string s = 2 [features = { utf8_validation: NONE }]; }",
    ),
  ],
  [
    "file features",
    e3("message M { int32 a = 1; string s = 2; M m = 3; repeated int32 r = 4; } enum E { A = 0; }"),
    e3(
      "option features.field_presence = IMPLICIT;\noption features.utf8_validation = NONE;\noption features.enum_type = CLOSED;\noption features.json_format = LEGACY_BEST_EFFORT;\noption features.message_encoding = DELIMITED;\noption features.repeated_field_encoding = EXPANDED;\nmessage M { int32 a = 1; string s = 2; M m = 3; repeated int32 r = 4; } enum E { A = 0; }",
    ),
  ],
  [
    "ext features",
    e3("message M { extensions 1 to 10; } extend M { string s = 1; M m = 2; repeated string r = 3; }"),
    e3(
      "message M { extensions 1 to 10; } extend M { string s = 1 [features.utf8_validation=NONE]; M m = 2 [features.message_encoding = DELIMITED]; string r = 3; }",
    ),
  ],
  [
    "nested ext",
    p2("message M { extensions 1 to 10; message N { extend M { optional string s = 1; optional int32 t = 2; } } }"),
    p2(
      "message M { extensions 1 to 10; message N { extend M { optional bytes s2 = 1; } } message O { extend M { optional int32 t = 2; } } }",
    ),
  ],
  [
    "ext moves out",
    p2("message M { extensions 1 to 10; message N { extend M { optional string s = 1; } } }"),
    p2("message M { extensions 1 to 10; message N { } } extend M { repeated string s = 1; }"),
  ],
  [
    "ext type rename",
    p2("message M { extensions 1 to 10; message N { extend M { optional N s = 1; } } message P {} }"),
    p2("message M { extensions 1 to 10; message N { extend M { optional P s = 1; } } message P {} }"),
  ],
  [
    "ext group",
    p2("message M { extensions 1 to 10; } extend M { optional group G = 1 { optional int32 x = 1; } }"),
    p2("message M { extensions 1 to 10; } extend M { repeated group G = 1 { optional int64 x = 1; } }"),
  ],
  [
    "group in oneof",
    p2("message M { oneof o { group G = 1 { optional int32 x = 1; } string s = 2; } }"),
    p2("message M { optional group G = 1 { optional string x = 1; } oneof o { string s = 2; } }"),
  ],
  [
    "group rename",
    p2("message M { optional group G = 1 { optional int32 x = 1; } repeated group R = 2 { } }"),
    p2("message M { optional group H = 1 { optional int32 x = 1; } required group R = 2 {} }"),
  ],
  [
    "group -> message",
    p2("message M { optional group G = 1 { optional int32 x = 1; } message N {} optional N n = 2; }"),
    p2("message M { message G {} optional G g = 1; optional group N = 2 {} }"),
  ],
  [
    "group -> delimited",
    p2("message M { optional group G = 1 { optional int32 x = 1; } }"),
    e3("message M { message G { int32 x = 1; } G g = 1 [features.message_encoding = DELIMITED]; }"),
  ],
  [
    "delimited -> group",
    e3("message M { message G { int32 x = 1; } G g = 1 [features.message_encoding = DELIMITED]; }"),
    p2("message M { optional group G = 1 { optional int32 x = 1; } }"),
  ],
  [
    "delimited -> not",
    e3("message M { message G { int32 x = 1; } G g = 1 [features.message_encoding = DELIMITED]; }"),
    e3("message M { message G { int32 x = 1; } G g = 1; }"),
  ],
  [
    "map type",
    p3("message M { map<string,int32> m = 1; map<int32,M> n = 2; map<string,string> o = 3; }"),
    p3("message M { map<string,M> m = 1; map<int64,M> n = 2; map<string, bytes> o = 3; }"),
  ],
  [
    "map -> repeated",
    p3("message M { map<string,int32> m = 1; }"),
    p3("message M { message E { string key = 1; int32 value = 2; } repeated E m = 1; }"),
  ],
  [
    "repeated -> map",
    p3("message M { message E { string key = 1; int32 value = 2; } repeated E m = 1; }"),
    p3("message M { map<string,int32> m = 1; }"),
  ],
  [
    "map -> repeated MEntry-like",
    p3("message M { map<string,int32> m = 1; }"),
    p3("message M { map<string,int32> n = 1; }"),
  ],
  [
    "map removed",
    p3("message M { map<string,int32> m = 1; message N { map<string,N> m = 1; } }"),
    p3("message M { message N { } }"),
  ],
  [
    "map parent removed",
    p3("message A{} message M { map<string,int32> m = 1; message N { map<string,N> m = 1; } }"),
    p3("message A{}"),
  ],
  [
    "map in map entry name w/ digits",
    p3("message M { map<string,int32> my_map_2x = 1; }"),
    p3("message M { map<string,int64> my_map_2x = 1; }"),
  ],
  [
    "map with options",
    p3("message M { map<string,int32> m = 1; }"),
    p3('message M { map<string,int64> m = 1 [deprecated = true, json_name = "q"]; }'),
  ],
  [
    "map multi line",
    p3("message M { map<string,int32> m = 1; }"),
    p3("message M { map<\n  string,\n int64> m\n = 1; }"),
  ],
  [
    "syntax unset",
    { "a.proto": "package a; message M { optional int32 a = 1; }" },
    { "a.proto": 'syntax = "proto3"; package a; message M { int32 a = 1; }' },
  ],
  [
    "syntax removed",
    { "a.proto": 'syntax = "proto3"; package a; message M { optional int32 a = 1; }' },
    { "a.proto": "package a; message M { optional int32 a = 1; }" },
  ],
  [
    "2 to 3",
    p2("message M { optional string a = 1; repeated int32 r = 2; optional E e = 3; } enum E { A = 0; }"),
    p3("message M { string a = 1; repeated int32 r = 2; optional E e = 3; } enum E { A = 0; }"),
  ],
  [
    "3 to 2023",
    p3("message M { string a = 1; repeated int32 r = 2; optional E e = 3; } enum E { A = 0; }"),
    e3("message M { string a = 1; repeated int32 r = 2; E e = 3; } enum E { A = 0; }"),
  ],
  [
    "2 to 2023",
    p2("message M { optional string a = 1; repeated int32 r = 2; required E e = 3; } enum E { A = 0; }"),
    e3(
      "message M { string a = 1; repeated int32 r = 2; E e = 3 [features.field_presence = LEGACY_REQUIRED]; } enum E { A = 0; }",
    ),
  ],
  [
    "2023 to 2024",
    e3("message M { string a = 1; bytes b = 2; repeated string c = 3; map<string,string> m = 4; }"),
    e4("message M { string a = 1; bytes b = 2; repeated string c = 3; map<string,string> m = 4; }"),
  ],
  [
    "2024 to 2023",
    e4("message M { string a = 1; bytes b = 2; repeated string c = 3; map<string,string> m = 4; }"),
    e3("message M { string a = 1; bytes b = 2; repeated string c = 3; map<string,string> m = 4; }"),
  ],
  [
    "proto2 to 2024",
    p2(
      "message M { optional string a = 1 [ctype = CORD]; optional bytes b = 2 [ctype=STRING_PIECE]; repeated string c = 3; }",
    ),
    e4("message M { string a = 1; bytes b = 2; repeated string c = 3; }"),
  ],
  ["package removed", p3("message M {}"), { "a.proto": 'syntax = "proto3";\nmessage M {}' }],
  ["package added", { "a.proto": 'syntax = "proto3";\nmessage M {}' }, p3("message M {}")],
  [
    "no package delete",
    {
      "a.proto":
        'syntax = "proto3";\nmessage M {} message N { int32 a = 1; } enum E { A = 0; } service S { rpc D(M) returns (M); }',
    },
    { "a.proto": 'syntax = "proto3";\nmessage M { message N {} }' },
  ],
  ["empty file", { "a.proto": 'syntax = "proto3"; message M {}' }, { "a.proto": 'syntax = "proto3";' }],

  [
    "with empty file",
    { ...p3("message M { int32 a = 1; }"), "b.proto": "" },
    { ...p3("message M { int64 a = 1; }"), "b.proto": "" },
  ],
  [
    "file becomes empty",
    { ...p3("message M { int32 a = 1; }"), ...f("b.proto", "b", "message X {}") },
    { ...p3("message M { int64 a = 1; }"), "b.proto": "// nothing\n" },
  ],
  [
    "file moved",
    f("x/a.proto", "a", "message M { int32 a = 1; } enum E { A = 0; } service S { rpc D(M) returns (M); }"),
    f("y/a.proto", "a", "message M { int64 a = 1; } enum E { A = 0; } service S { rpc D(M) returns (stream M); }"),
  ],
  [
    "file moved + pkg",
    f("x/a.proto", "a", "message M { int32 a = 1; }"),
    f("y/a.proto", "b", "message M { int64 a = 1; }"),
  ],
  [
    "file deleted one of pkg",
    {
      ...f(
        "x/a.proto",
        "a",
        "message M { int32 a = 1; message N { enum E { A = 0; } } } enum Q { B = 0; } service S {}",
      ),
      ...f("x/b.proto", "a", "message X {} enum Y { C = 0; } service T {}"),
    },
    { ...f("x/b.proto", "a", "message X {} enum Y { C = 0; } service T {}") },
  ],
  [
    "nested moved to top",
    f("a.proto", "a", "message M { message N { enum E { A = 0; } message O {} } }"),
    f("a.proto", "a", "message M { enum E { A = 0; } } message N { message O {} }"),
  ],
  [
    "nested to other file, M in it",
    {
      ...f("a.proto", "a", "message M { message N { message O { enum E { A = 0; } } } } message K {}"),
      ...f("b.proto", "a", "message L {}"),
    },
    { ...f("a.proto", "a", "message K {}"), ...f("b.proto", "a", "message L {} message M { message N {} }") },
  ],
  [
    "pkg: two files, both partial",
    {
      ...f("a.proto", "a", "message A {} message A2 {} service S1 {}"),
      ...f("b.proto", "a", "message B {} enum B2 { B2_A = 0; } service S2 {}"),
      ...f("c.proto", "c", "message C {}"),
    },
    { ...f("a.proto", "a", "message A {}"), ...f("b.proto", "c", "message C {}") },
  ],
  [
    "pkg deleted several files",
    {
      ...f("z.proto", "a", "message A {}"),
      ...f("b.proto", "a", "message B {}"),
      ...f("c.proto", "c", "message C {}"),
    },
    { ...f("c.proto", "c", "message C {}") },
  ],
];
