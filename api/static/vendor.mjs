// Copies what the pages need of the installed packages into api/static/vendor/, so that nothing is fetched at run time.
import { cpSync, mkdirSync, rmSync } from "node:fs";

const root = new URL("../../", import.meta.url);
const vendor = new URL("vendor/", import.meta.url);

const files = {
  "@uswds/uswds/dist/css/uswds.min.css": "uswds/css/uswds.min.css",
  "@uswds/uswds/dist/img/usa-icons": "uswds/img/usa-icons",
  "@uswds/uswds/LICENSE.md": "uswds/LICENSE.md",
  "swagger-ui-dist/swagger-ui.css": "swagger-ui/swagger-ui.css",
  "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui/swagger-ui-bundle.js",
  "swagger-ui-dist/LICENSE": "swagger-ui/LICENSE",
};

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
for (const [from, to] of Object.entries(files)) {
  cpSync(new URL(`node_modules/${from}`, root), new URL(to, vendor), { recursive: true });
}
