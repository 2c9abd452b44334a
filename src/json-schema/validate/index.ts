export { type BundleOptions, bundle } from "./bundle.ts";
export { type Claim, type Confirmation, confirm, type Opinion } from "./confirm.ts";
export { type Transforms, transformsOf } from "./transforms.ts";
