// Serves the built page on loopback with the window's own content security policy.
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/** Begins to serve; answers the address and how to end it. */
export async function serve(root, configuration) {
  const { csp } = JSON.parse(readFileSync(configuration, "utf8")).app.security;
  const policy = Object.entries(csp).map(([directive, value]) => `${directive} ${value}`).join("; ");
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    // Between two states: a page of the same origin that has nothing on it.
    if (path === "/nothing") return response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>");
    const file = join(root, normalize(path === "/" ? "/index.html" : path));
    // A browser asks for it when it likes; the page has none.
    if (request.url === "/favicon.ico") return response.writeHead(204).end();
    if (!file.startsWith(root) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": policy, "cache-control": "max-age=3600" });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { address: `http://127.0.0.1:${server.address().port}/`, end: () => server.close() };
}
