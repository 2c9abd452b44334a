import type { Hono } from "hono";
import type { Broker } from "../broker.ts";
import { api } from "./api/index.ts";
import { heartbeat } from "./heartbeat.ts";
import { pactProtocol } from "./pact/index.ts";
import { pages } from "./pages.tsx";

/** Every group of routes, tried in this order: a route is one file and one line. */
export const ROUTES: readonly ((broker: Broker) => Hono)[] = [heartbeat, api, pages, pactProtocol];
