export { type Claim, type Confirmation, confirm, type Opinion } from "./confirm.ts";
