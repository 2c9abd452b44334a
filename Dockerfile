# syntax=docker/dockerfile:1
FROM node:20-bookworm-slim AS build
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm ci --omit=dev --ignore-scripts && npm rebuild better-sqlite3

FROM node:20-bookworm-slim
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/contracts ./contracts
RUN mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production TALLY_DATA=/data TALLY_HOST=0.0.0.0
VOLUME /data
EXPOSE 9292
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:9292/diagnostic/status/heartbeat').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Listening on all addresses needs TALLY_TOKEN; without it the broker refuses to start.
ENTRYPOINT ["node", "dist/tally.cjs"]
CMD ["serve"]
