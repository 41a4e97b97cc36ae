import type { ColorChoice } from "./console.ts";

export interface ExerciseCheckOptions {
  readonly interactive: boolean;
  readonly all: boolean;
  readonly svg?: string;
  readonly ascii: boolean;
  readonly schedules?: number;
  readonly format: "pretty" | "json";
  readonly color: ColorChoice;
}

export function judgeOptions({ schedules }: Pick<ExerciseCheckOptions, "schedules">): {
  readonly schedules?: number;
} {
  return schedules === undefined ? {} : { schedules };
}
