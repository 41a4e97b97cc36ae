/// <reference lib="dom" />
import { Component, createRef, type VNode } from "preact";
import { sharedLink, type Shared } from "../share-link.ts";

interface Props {
  /** The view that the address opens. */
  readonly view: "workbench" | "cluster";
  /** Asked when the button is pressed. */
  readonly shared: () => Shared;
}

interface State {
  readonly outcome: Outcome | null;
}

type Outcome =
  | { readonly kind: "copied"; readonly address: string }
  /** The browser keeps its clipboard closed to the page; the address can be copied by hand. */
  | { readonly kind: "by hand"; readonly address: string }
  | { readonly kind: "trouble"; readonly words: string };

/** Copies the address of what is open. What became of it is said until Escape, or until the button is left. */
export class ShareButton extends Component<Props, State> {
  override state: State = { outcome: null };
  readonly #place = createRef<HTMLDivElement>();
  readonly #button = createRef<HTMLButtonElement>();

  override componentDidMount(): void {
    document.addEventListener("pointerdown", this.#onPointerDown);
  }

  override componentWillUnmount(): void {
    document.removeEventListener("pointerdown", this.#onPointerDown);
  }

  override render(_: Props, { outcome }: State): VNode {
    return (
      <div class="share" ref={this.#place} onKeyDown={this.#onKeyDown} onFocusOut={this.#onFocusOut}>
        <button ref={this.#button} type="button" class="button" onClick={this.#share}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <path
              d="M6.5 9.5l3-3M7 4.5l1.6-1.6a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5l-1.6 1.6a3 3 0 0 1-4.3-4.3l1.6-1.6"
              fill="none"
              stroke="currentColor"
              stroke-width="1.5"
              stroke-linecap="round"
            />
          </svg>
          Share
        </button>
        <div role="status">{outcome !== null && <ShareOutcome outcome={outcome} />}</div>
      </div>
    );
  }

  readonly #share = (): void => {
    // A second press is said anew.
    this.setState({ outcome: null });
    void share(this.props).then((outcome) => this.setState({ outcome }));
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.state.outcome === null) return;
    event.stopPropagation();
    this.#button.current?.focus();
    this.setState({ outcome: null });
  };

  readonly #onFocusOut = ({ relatedTarget }: FocusEvent): void => this.#leaveFor(relatedTarget);

  readonly #onPointerDown = ({ target }: PointerEvent): void => this.#leaveFor(target);

  #leaveFor(target: EventTarget | null): void {
    const isInside = target instanceof Node && this.#place.current?.contains(target) === true;
    if (!isInside && this.state.outcome !== null) this.setState({ outcome: null });
  }
}

async function share({ view, shared }: Props): Promise<Outcome> {
  const link = await sharedLink(view, shared(), location.href);
  if ("trouble" in link) return { kind: "trouble", words: link.trouble };
  try {
    await navigator.clipboard.writeText(link.address);
    return { kind: "copied", address: link.address };
  } catch {
    return { kind: "by hand", address: link.address };
  }
}

function ShareOutcome({ outcome }: { readonly outcome: Outcome }): VNode {
  switch (outcome.kind) {
    case "copied":
      return (
        <p class="notice good">The address is copied. The program is in the address; no server keeps it.</p>
      );
    case "by hand":
      return (
        <label class="notice">
          Copy this address:
          <input
            class="field"
            readOnly
            value={outcome.address}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        </label>
      );
    case "trouble":
      return <p class="notice bad">{outcome.words}</p>;
  }
}
