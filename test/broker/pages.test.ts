import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildEstate } from "../../broker/commands/demo.ts";
import { main, type Running } from "../../broker/main.ts";
import { testIo } from "../support/io.ts";

const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));
const QUIET =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

let broker: Running;
let data = "";

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), "tally-pages-"));
  broker = await main({ TALLY_DATA: data, TALLY_PORT: "0", TALLY_LOG_LEVEL: "error" }, () => undefined);
  const { io } = testIo({ cwd: resolve("contracts/samples"), env: { PACT_BROKER_BASE_URL: broker.url } });
  await buildEstate(broker, io);
});
afterAll(async () => {
  await broker?.stop();
  rmSync(data, { recursive: true, force: true });
});

const html = async (path: string) => {
  const answer = await fetch(`${broker.url}${path}`, { headers: { accept: "text/html" } });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

describe("the pages as they are served", () => {
  test("HTML for browsers and HAL for clients at the same address", async () => {
    expect((await html("/")).text).toContain("<h1>");
    const hal = await fetch(`${broker.url}/`, { headers: { accept: "application/hal+json" } });
    expect(hal.headers.get("content-type")).toContain("application/hal+json");
    expect(await hal.json()).toHaveProperty("_links.self");
  });

  test("no script at all, and nothing from elsewhere", async () => {
    for (const path of [
      "/",
      "/applications/orders",
      "/verdict?application=orders&version=2.0.0&environment=production",
    ]) {
      const { text, headers } = await html(path);
      expect(text).not.toMatch(/<script|onclick|javascript:/i);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });

  test("a missing thing is a clear answer, not a stack", async () => {
    for (const path of [
      "/applications/nope",
      "/verdict?application=nope&version=1&environment=production",
      "/verdict",
      "/nope",
      "/comparison?application=orders&before=1.4.0&after=9",
    ]) {
      const { status, text } = await html(path);
      expect([400, 404]).toContain(status);
      expect(text, path).toContain('role="alert"');
      expect(text).not.toMatch(/\n\s+at /);
    }
  });
});

const skipped = CHROMIUM === undefined && process.env.TALLY_REQUIRE_BROWSER === undefined;
if (skipped)
  console.warn("no Chromium on this machine: the browser tests are skipped (install chromium, or set CHROMIUM_PATH)");

describe.skipIf(skipped)("the pages in Chromium", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    if (CHROMIUM === undefined) throw new Error("TALLY_REQUIRE_BROWSER is set and there is no Chromium");
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET.split(" ") });
    page = await (
      await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1200, height: 900 } })
    ).newPage();
  });
  afterAll(() => browser?.close());

  test("home names what is blocked, and why", async () => {
    await page.goto(`${broker.url}/`);
    const blocked = page.locator("li.answer.no");
    await expect.poll(() => blocked.count()).toBe(2);
    const texts = (await blocked.allInnerTexts()).join("\n");
    expect(texts).toContain("orders 2.0.0 → production");
    expect(texts).toContain("payments 4.0.0 → production");
    expect(await page.locator("table").first().innerText()).toContain("mobile-app");
  });

  test("from home to the proof by keyboard alone", async () => {
    await page.goto(`${broker.url}/`);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Skip to the content");
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press("Tab");
      if ((await page.locator(":focus").innerText()).startsWith("payments 4.0.0")) break;
    }
    await page.keyboard.press("Enter");
    await page.waitForURL("**/verdict?**");
    expect(await page.locator(".answer strong").innerText()).toBe("No");
    const proof = await page.locator("main").innerText();
    expect(proof).toContain("int32 amount = 2;");
    expect(proof).toContain("int64 amount = 2;");
    expect(proof).toMatch(/Witness: (changed|lost|rejected)/);
    expect(proof).toContain("billing");
  });

  test("an application shows versions, environments and what it offers, and asks the gate", async () => {
    await page.goto(`${broker.url}/applications/orders`);
    const text = await page.locator("main").innerText();
    for (const part of ["2.0.0", "1.4.0", "production", "openapi", "shop-web", "main (head)"])
      expect(text).toContain(part);
    await page.selectOption("select[name=version]", "1.5.0");
    await page.click("button[type=submit]");
    expect(await page.locator(".answer strong").innerText()).toBe("Yes");
  });

  test("two versions side by side", async () => {
    await page.goto(`${broker.url}/comparison?application=orders&before=1.5.0&after=2.0.0`);
    await expect
      .poll(async () => {
        await page.reload();
        return page.locator(".answer strong").innerText();
      })
      .toBe("breaking");
    expect(await page.locator("article.card").first().innerText()).toContain("currency");
  });

  test("light and dark both keep text readable", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const context = await browser.newContext({ colorScheme });
      const probe = await context.newPage();
      await probe.goto(`${broker.url}/`);
      const [ink, ground] = await probe
        .evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
        .then((pair) => pair as string[]);
      expect(contrast(ink!, ground!)).toBeGreaterThan(7);
      await context.close();
    }
  });

  test("nothing is wider than a phone", async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const probe = await context.newPage();
    for (const path of [
      "/",
      "/applications/orders",
      "/verdict?application=orders&version=2.0.0&environment=production",
    ]) {
      await probe.goto(`${broker.url}${path}`);
      expect(await probe.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(360);
    }
    await context.close();
  });
});

/** Contrast ratio of two CSS colours (WCAG 2.2, 1.4.3). */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
