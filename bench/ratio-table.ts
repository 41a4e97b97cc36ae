import { netCpu, type EvaluationMeasurement } from "./evaluation-measurement.ts";

/**
 * What Calm takes over what each other engine takes, as a Markdown table: CPU time, each less its
 * start-up; and the most memory that Calm had. A dash where the engine cannot say the workload.
 */
export function ratioTable(measurements: readonly EvaluationMeasurement[]): readonly string[] {
  const engines = [...new Set(measurements.map(({ engine }) => engine))].filter((name) => name !== "calm");
  const rows = measurements
    .filter(({ engine, name }) => engine === "calm" && !name.includes("/"))
    .map((calm) => [
      calm.name,
      netCpu(calm).toFixed(0),
      calm.peak?.median.toFixed(0) ?? "",
      ...engines.map((engine) => {
        const it = measurements.find((one) => one.engine === engine && one.name === calm.name);
        return it === undefined ? "–" : (netCpu(calm) / netCpu(it)).toFixed(2);
      }),
    ]);
  const head = ["workload", "calm, ms", "peak MB", ...engines];
  return [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows].map(
    (cells) => `| ${cells.join(" | ")} |`,
  );
}
