import type { VNode } from "preact";

export interface ChoiceProps<Value extends string> {
  /** What is chosen; it stands before the buttons unless it is only read out. */
  readonly label: string;
  readonly isLabelShown?: boolean;
  readonly choices: readonly Value[];
  readonly words: Readonly<Record<Value, string>>;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of a few, as buttons side by side. */
export function Choice<Value extends string>(props: ChoiceProps<Value>): VNode {
  const { label, isLabelShown = true, choices, words, value, onChange } = props;
  return (
    <span class="labelled">
      {isLabelShown && <span aria-hidden="true">{label}</span>}
      <span class="buttons" role="group" aria-label={label}>
        {choices.map((choice) => (
          <button
            key={choice}
            type="button"
            class="button"
            aria-pressed={choice === value}
            onClick={() => onChange(choice)}
          >
            {words[choice]}
          </button>
        ))}
      </span>
    </span>
  );
}
