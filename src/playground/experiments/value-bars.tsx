import type { VNode } from "preact";
import { numberText } from "./counter-slots.ts";

interface Props {
  readonly label: string;
  readonly values: readonly { readonly name: string; readonly value: number }[];
}

/** A bar to the right of a line for each value, to the left of it where it is below zero. */
export function ValueBars({ label, values }: Props): VNode {
  const most = Math.max(5, ...values.map(({ value }) => Math.abs(value)));
  const hasNegative = values.some(({ value }) => value < 0);
  const zero = hasNegative ? 50 : 0;
  return (
    <figure class="value-bars">
      <figcaption class="small quiet">{label}</figcaption>
      <ul>
        {values.map(({ name, value }) => {
          const width = (Math.abs(value) / most) * (100 - zero);
          return (
            <li key={name}>
              <span class="name">{name}</span>
              <span class="room" aria-hidden="true">
                <span
                  class={`bar${value < 0 ? " below" : ""}`}
                  style={{ left: `${value < 0 ? zero - width : zero}%`, width: `${width}%` }}
                />
                <span class="zero" style={{ left: `${zero}%` }} />
              </span>
              <span class="count">{numberText(value)}</span>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}
