// Stands for `idn-hostname` where the product is bundled: its tables take 10 ms to set up, and only formats of
// internationalised names, which no validator here asserts, would ask them. The path goes round the alias.
exports.isIdnHostname = (name) => require("../../node_modules/idn-hostname/index.js").isIdnHostname(name);
