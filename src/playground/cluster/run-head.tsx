/// <reference lib="dom" />
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ShareButton } from "../controls/share-button.tsx";
import { openedProgram } from "../opened-program.ts";
import type { ProgramFile } from "../program-files.ts";
import type { Shared } from "../share-link.ts";
import type { ClusterSession } from "./cluster-session.ts";
import { CodeWords } from "./code-words.tsx";
import { forgetAddress, tellAddress } from "./open-from-route.ts";
import { ReplicaNames } from "./replica-names.tsx";
import { SavePanel } from "./save-panel.tsx";

interface Props {
  readonly session: ClusterSession;
}

/** What is open, and what one opens, saves and shares it with. */
export function RunHead({ session }: Props): VNode {
  const { title, offered } = session.run.value;
  const source = session.player.source.value;
  return (
    <header class="run-head">
      <div class="title">
        <h1>{offered === null ? title : offered.name}</h1>
        <p class="quiet">
          <CodeWords
            text={offered?.about ?? "A run by hand: do something at a replica, cut the network, and watch."}
          />
        </p>
      </div>
      <div class="toolbar">
        <label class="labelled">
          <span class="quiet small">Seed</span>
          <Seed
            key={source?.seed ?? 1}
            seed={source?.seed ?? 1}
            choose={(seed) => {
              tellAddress(offered?.name ?? null, seed);
              void session.reseed(seed);
            }}
          />
        </label>
        <Popup label="Replicas">{(close) => <ReplicaNames session={session} close={close} />}</Popup>
        <OpenFile session={session} />
        <Popup label="Save">{() => <SavePanel session={session} />}</Popup>
        <ShareButton view="cluster" shared={() => sharedRun(session)} />
      </div>
    </header>
  );
}

function Seed({ seed, choose }: { readonly seed: number; readonly choose: (seed: number) => void }): VNode {
  return (
    <input
      class="field short code"
      inputMode="numeric"
      defaultValue={String(seed)}
      onChange={({ currentTarget }) => {
        const text = currentTarget.value.trim();
        if (/^\d{1,9}$/.test(text)) choose(Number(text));
        else currentTarget.value = String(seed);
      }}
    />
  );
}

function sharedRun({ player, run, files }: ClusterSession): Shared {
  const source = player.source.peek();
  return {
    title: run.peek().title,
    files: source?.files ?? files.peek(),
    run: source === null ? null : { statements: source.statements, seed: source.seed },
  };
}

/** Rule files and saved scenarios from the reader's disk. */
function OpenFile({ session }: Props): VNode {
  const input = useRef<HTMLInputElement>(null);
  const open = async (list: FileList | null): Promise<void> => {
    const files = await Promise.all([...(list ?? [])].map(readFile));
    const [first, ...rest] = files;
    if (first === undefined) return;
    const large = files.find(({ text }) => text.length > lengthMost);
    if (large !== undefined) {
      session.refuse(`${large.path} is too large to be opened here.`);
      return;
    }
    openedProgram.value = { title: first.path, files: [first, ...rest] };
    forgetAddress();
    await session.openProgram();
    const scenario = session.offered.peek().find(({ kind }) => kind === "scenario");
    if (first.path.endsWith(".scenario") && scenario !== undefined) await session.openOffered(scenario);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        class="only-read"
        tabIndex={-1}
        aria-label="Rule files or scenarios"
        accept=".dl,.calm,.scenario,text/plain"
        multiple
        onChange={({ currentTarget }) => {
          void open(currentTarget.files);
          currentTarget.value = "";
        }}
      />
      <button type="button" class="button" onClick={() => input.current?.click()}>
        Open a file
      </button>
    </>
  );
}

const lengthMost = 300_000;

async function readFile(file: File): Promise<ProgramFile> {
  return {
    path: file.name,
    text: file.size > 4 * lengthMost ? " ".repeat(lengthMost + 1) : await file.text(),
  };
}

/** A button with a panel below it, until Escape or a press elsewhere. */
function Popup({
  label,
  children,
}: {
  readonly label: string;
  readonly children: (close: () => void) => VNode;
}): VNode {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return undefined;
    const leave = ({ target }: Event): void => {
      if (target instanceof Node && place.current?.contains(target) !== true) setOpen(false);
    };
    document.addEventListener("pointerdown", leave);
    return () => document.removeEventListener("pointerdown", leave);
  }, [isOpen]);
  return (
    <div
      class="popup"
      ref={place}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        class="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && (
        <div class="popup-panel panel" role="dialog" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
