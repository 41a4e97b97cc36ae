/// <reference lib="dom" />
import { useEffect, useRef, useState } from "preact/hooks";
import type { VNode } from "preact";
import { MarkdownLine } from "../controls/markdown.tsx";
import { gallery, type GalleryItem } from "../gallery.ts";
import { checkGallery, galleryVerdicts, type ExampleVerdicts } from "./gallery-verdicts.ts";
import { invariantTones } from "./invariant-tones.ts";
import { MarkSign } from "./mark-sign.tsx";
import { openFromGallery } from "./opening.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
  readonly onClose: () => void;
}

/** All programs that come with the page, to be searched and opened. */
export function GalleryDialog({ workbench, onClose }: Props): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [items, setItems] = useState<readonly GalleryItem[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [words, setWords] = useState("");
  useEffect(() => {
    dialog.current?.showModal();
    gallery().then(setItems, (error: unknown) => setTrouble(String(error)));
  }, []);
  useEffect(() => (items === null ? undefined : checkGallery(items)), [items]);
  const verdicts = galleryVerdicts.value;
  const shown = (items ?? []).filter((item) => isFound(item, words));
  return (
    <dialog
      ref={dialog}
      class="gallery"
      aria-labelledby="gallery-title"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div class="gallery-head">
        <h2 id="gallery-title">Examples</h2>
        <input
          type="search"
          class="field"
          placeholder="Search"
          aria-label="Search examples"
          value={words}
          autofocus
          onInput={({ currentTarget }) => setWords(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") focusRow(dialog.current, 0, event);
          }}
        />
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      {trouble !== null && <p class="notice bad">{trouble}</p>}
      {items === null && trouble === null && <p class="quiet">Loading…</p>}
      {items !== null && shown.length === 0 && <p class="quiet">Nothing is found for “{words}”.</p>}
      <ul onKeyDown={(event) => moveInList(dialog.current, event)}>
        {shown.map((item) => (
          <li key={item.name}>
            <button
              type="button"
              onClick={() => {
                dialog.current?.close();
                openFromGallery(workbench, item);
              }}
            >
              <span class="gallery-name">
                <strong>{item.title}</strong>
                <span class="code quiet">{item.kind === "exercise" ? "exercise" : item.name}</span>
              </span>
              {item.about !== "" && (
                <span class="about">
                  <MarkdownLine text={item.about} />
                </span>
              )}
              <Words verdicts={verdicts.get(item.name) ?? null} />
            </button>
          </li>
        ))}
      </ul>
    </dialog>
  );
}

/** The words of the checker, each with its sign. */
function Words({ verdicts }: { readonly verdicts: ExampleVerdicts | null }): VNode | null {
  if (verdicts === null) return null;
  const { outputs, invariants, ok } = verdicts;
  return (
    <span class="words">
      {outputs.map((verdict) => (
        <span key={verdict} class={`verdict ${verdict}`}>
          <MarkSign mark={verdict} />
          {verdict}
        </span>
      ))}
      {invariants.map((verdict) => (
        <span key={verdict} class={`verdict ${invariantTones[verdict].colour}`}>
          <MarkSign mark={invariantTones[verdict].mark} />
          {verdict}
        </span>
      ))}
      {!ok && (
        <span class="verdict bad">
          <MarkSign mark="broken" />a promise is not kept
        </span>
      )}
    </span>
  );
}

function isFound({ name, title, about }: GalleryItem, words: string): boolean {
  const text = `${name} ${title} ${about}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function moveInList(dialog: HTMLDialogElement | null, event: KeyboardEvent): void {
  const rows = rowsOf(dialog);
  const at = rows.findIndex((row) => row === document.activeElement);
  if (event.key === "ArrowDown") focusRow(dialog, at + 1, event);
  if (event.key === "ArrowUp" && at > 0) focusRow(dialog, at - 1, event);
  if (event.key === "Home") focusRow(dialog, 0, event);
  if (event.key === "End") focusRow(dialog, rows.length - 1, event);
}

function focusRow(dialog: HTMLDialogElement | null, index: number, event: KeyboardEvent): void {
  event.preventDefault();
  rowsOf(dialog)[index]?.focus();
}

function rowsOf(dialog: HTMLDialogElement | null): readonly HTMLButtonElement[] {
  return [...(dialog?.querySelectorAll<HTMLButtonElement>("li > button") ?? [])];
}
