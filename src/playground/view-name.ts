/** The parts of the page, in the order of its navigation. */
export const viewNames = ["workbench", "cluster", "experiments", "lessons"] as const;
export type ViewName = (typeof viewNames)[number];

export const viewTitles: Readonly<Record<ViewName, string>> = {
  workbench: "Workbench",
  cluster: "Cluster",
  experiments: "Experiments",
  lessons: "Lessons",
};
