/**
 * DuckDB over fact files:
 *
 *     duckdb-process.js FOLDER setup.sql query.sql      the first value of the query's first row
 *
 * FOLDER is where `@duckdb/node-api` is looked for. One thread, as everybody else has.
 */
import { readFileSync } from "node:fs";
import { peerModule } from "./peer-modules.ts";

interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRows(): readonly (readonly unknown[])[] }>;
}

interface DuckDb {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Readonly<Record<string, string>>,
    ): Promise<{ connect(): Promise<Connection> }>;
  };
}

const [folder = "", setup = "", query = ""] = process.argv.slice(2);
const { DuckDBInstance } = await peerModule<DuckDb>("@duckdb/node-api", folder);
const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
for (const statement of readFileSync(setup, "utf8").split(";\n"))
  if (statement.trim() !== "") await connection.run(statement);
const result = await connection.runAndReadAll(readFileSync(query, "utf8"));
console.log(String(result.getRows()[0]?.[0]));
