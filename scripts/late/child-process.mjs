// Stands for `node:child_process` where the product is bundled: commander asks for it at once and needs it only for
// commands that are programs of their own. What else is to be had of it, the bundler would miss here.
export const spawn = (...words) => process.getBuiltinModule("node:child_process").spawn(...words);
