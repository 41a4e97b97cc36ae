/** The rule files of one program: the first is its root, the others are what it includes. Paths use `/`. */
export type ProgramFiles = readonly [ProgramFile, ...ProgramFile[]];

export interface ProgramFile {
  readonly path: string;
  readonly text: string;
}
