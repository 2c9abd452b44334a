// Stands for `node:fs/promises` where the product is bundled: a validator asks for it at once, for schemas in files, which
// it is never given. What else is to be had of it, the bundler would miss here.
const late =
  (name) =>
  (...words) =>
    process.getBuiltinModule("node:fs/promises")[name](...words);
export const [lstat, mkdtemp, readlink, rm] = ["lstat", "mkdtemp", "readlink", "rm"].map(late);
