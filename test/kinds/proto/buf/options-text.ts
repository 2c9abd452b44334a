/** A .proto text with custom options of many types, each set to what is written in its own way; TYPE is to be replaced. */
export const OPTIONS = `syntax = "proto3";
package p;
import "google/protobuf/descriptor.proto";
import "google/protobuf/duration.proto";
extend google.protobuf.MessageOptions { string o = 50001; Opt opt = 50002; repeated int32 r = 50003; repeated Opt list = 50004; }
message Opt {
  string s = 1; map<string, int32> m = 2; repeated Opt more = 3; E e = 4; bytes b = 5; double d = 6; bool t = 7;
  uint64 u = 8; google.protobuf.Duration at_most = 9; map<int64, E> names = 10; map<bool, Opt> by = 11; float f = 12;
}
enum E { Z = 0; ONE = 1; }
message M {
  option (o) = "a\\n\\"b'\\u00e4\\U0001F600";
  option (opt) = {
    s: "x", m: {key: "k", value: -3}, more: [{s: "\\303\\244"}, {e: ONE, t: true}], b: "\\377\\000", d: -1.5e10
    u: 18446744073709551615, at_most: {seconds: 5}, names: {key: -9007199254740993, value: ONE}, names: {}, by: {key: true}
    f: inf
  };
  option (r) = 1;
  option (r) = 2;
  option (list) = {d: nan};
  TYPE x = 1;
}
`;
