import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { TraceEntry } from "../../replication/trace.ts";
import { timeText } from "../cluster/time-text.ts";
import { linkTo } from "../route.ts";
import type { ReplicaState, RunState } from "../run-api.ts";
import { chatMessage, shownAt, type ShownMessage } from "./chat-log.ts";
import { haveConverged } from "./converged.ts";
import { vectorText } from "./counter-slots.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { useExperimentRun, type ExperimentProgram, type Story } from "./experiment-run.ts";
import { listed } from "./replica-names.ts";
import { RunStage } from "./run-stage.tsx";
import { stepOf, StoryControls } from "./story-controls.tsx";

const authors = ["ana", "bo", "cy"] as const;

const deliveries = [
  { id: "best_effort", title: "Best effort" },
  { id: "reliable", title: "Reliable" },
  { id: "causal", title: "Causal" },
] as const;
type DeliveryId = (typeof deliveries)[number]["id"];

/** A chat in which answers overtake their questions, delivered in three ways. */
export function ChatExperiment(): VNode {
  const [delivery, setDelivery] = useState<DeliveryId>("causal");
  return <Chat key={delivery} delivery={delivery} onDelivery={setDelivery} />;
}

interface ChatProps {
  readonly delivery: DeliveryId;
  readonly onDelivery: (delivery: DeliveryId) => void;
}

function Chat({ delivery, onDelivery }: ChatProps): VNode {
  const [program] = useState(() => programOf(delivery));
  const run = useExperimentRun(program);
  const state = run.player.state.value;
  const log = run.player.log.value;
  const said = authors.flatMap((author) => shownAt(author, log));
  const next = Math.max(0, ...said.map(({ id }) => id)) + 1;
  const say = (author: string, text: string, answers: number): void =>
    void run.do(`at ${author}: say(${next}, "${text}", ${answers}).`, "run 30.");
  return (
    <ExperimentFrame
      tries={tries}
      notice={state === null ? null : noticeOf(state, log, delivery)}
      step={stepOf(run)}
      controls={
        <>
          <div class="toolbar" role="group" aria-label="Delivery">
            <span class="quiet">Delivery</span>
            <span class="buttons">
              {deliveries.map(({ id, title }) => (
                <button
                  key={id}
                  type="button"
                  class="button"
                  aria-pressed={id === delivery}
                  onClick={() => onDelivery(id)}
                >
                  {title}
                </button>
              ))}
            </span>
          </div>
          <StoryControls run={run} stories={stories} />
          <div class="toolbar">
            <span class="labelled" role="group" aria-label="The line between bo and cy">
              <span class="quiet">Bo – cy</span>
              <span class="buttons">
                {[
                  { title: "Slow", latency: slow },
                  { title: "Fast", latency: fast },
                ].map(({ title, latency }) => (
                  <button
                    key={title}
                    type="button"
                    class="button"
                    aria-pressed={state !== null && latencyOf(state) === latency}
                    onClick={() => void run.do(`latency bo, cy = ${latency}.`)}
                  >
                    {title}
                  </button>
                ))}
              </span>
            </span>
            <button type="button" class="button" onClick={() => void run.do("settle.")}>
              Let all arrive
            </button>
            <span class="quiet small">It is {timeText(state?.at ?? 0)}.</span>
          </div>
        </>
      }
      stage={
        <RunStage
          run={run}
          label="Three people in a chat"
          inside={({ name }) => name.slice(0, 1)}
          caption={vectorOf}
          value={(replica) => (replica.isUp ? vectorOf(replica) : "down")}
          isRoomy
          card={(replica) => (
            <ChatCard
              replica={replica}
              shown={shownAt(replica.name, log)}
              onAsk={() => say(replica.name, questions[next % questions.length] ?? "", 0)}
              onAnswer={(question) => say(replica.name, answers[next % answers.length] ?? "", question)}
            />
          )}
        />
      }
      run={() => run.request()}
      links={links}
      background={background}
    />
  );
}

interface ChatCardProps {
  readonly replica: ReplicaState;
  readonly shown: readonly ShownMessage[];
  readonly onAsk: () => void;
  readonly onAnswer: (question: number) => void;
}

function ChatCard({ replica, shown, onAsk, onAnswer }: ChatCardProps): VNode {
  const { name, heldBack, isUp } = replica;
  const last = shown.findLast(({ author }) => author !== name);
  return (
    <>
      <ol class="delivered" aria-label={`Delivered to ${name}`}>
        {shown.map((message) => (
          <li key={message.id} class={message.isEarly ? "early" : ""}>
            <span>
              {message.answers > 0 && <span aria-label="answer">↳ </span>}
              <span class="quiet">{message.author}</span> <strong>{message.text}</strong>
            </span>
            <span class="small">
              {message.isEarly ? "✗ before its question" : `✓ ${timeText(message.at)}`}
            </span>
          </li>
        ))}
        {shown.length === 0 && <li class="none quiet small">nothing yet</li>}
      </ol>
      {heldBack.length > 0 && (
        <ol class="held-back" aria-label={`Held back at ${name}`}>
          {heldBack.map((text) => (
            <li key={text}>
              <strong>{chatMessage(text)?.text ?? text}</strong>
              <span class="small">■ waits</span>
            </li>
          ))}
        </ol>
      )}
      <div class="writes" role="group" aria-label={`Say at ${name}`}>
        <button type="button" class="button" disabled={!isUp} onClick={onAsk}>
          Ask
        </button>
        <button
          type="button"
          class="button"
          disabled={!isUp || last === undefined}
          onClick={() => last !== undefined && onAnswer(last.id)}
        >
          Answer
        </button>
      </div>
    </>
  );
}

const questions = ["lunch?", "who has the key?", "shall we go?", "tea?"] as const;
const answers = ["yes!", "not yet.", "I have.", "later."] as const;

const slow = 150;
const fast = 10;

function programOf(delivery: DeliveryId): ExperimentProgram {
  return {
    title: "Causal chat",
    path: "chat.dl",
    text: `// A chat. \`early\`: an answer is here and its question is not.

.decl message(id: number, author: symbol, text: symbol, answers: number)
.output message
.decl early(id: number)
early(m) :- message(m, _, _, q), q > 0, !message(q, _, _, _).
.output early(promise="eventual")

.operation say(id: number, text: symbol, answers: number) {
  insert message(id, replica(), text, answers).
}
`,
    beginning: [
      `replicas ${authors.join(", ")}.`,
      `network delivery = ${delivery}, reorder = true.`,
      "latency ana, cy = 500.",
      `latency bo, cy = ${slow}.`,
    ],
    speed: 40,
  };
}

const stories: readonly Story[] = [
  {
    title: "An answer overtakes its question",
    steps: [
      {
        says: "Ana asks. Bo is near; cy is far, and bo’s line to cy is slow.",
        does: ['at ana: say(1, "lunch?", 0).', "run 40."],
      },
      {
        says: "Bo has read it and answers. His line to cy has become fast.",
        does: [`latency bo, cy = ${fast}.`, 'at bo: say(2, "yes!", 1).', "run 5."],
      },
      { says: "Bo asks back, and both reach cy.", does: ['at bo: say(3, "at noon?", 1).', "run 20."] },
      { says: "At last the question arrives.", does: ["settle."] },
    ],
  },
  {
    title: "The sender crashes",
    steps: [
      {
        says: "Cy is cut off. Ana asks, and bo hears of it.",
        does: ["partition ana, bo | cy.", 'at ana: say(1, "lunch?", 0).', "run 40."],
      },
      { says: "Ana crashes.", does: ["crash ana."] },
      { says: "The line is back. Does anybody tell cy?", does: ["heal.", "settle."] },
    ],
  },
];

/** What the run last said of the line between bo and cy. */
function latencyOf({ statements }: RunState): number {
  const said = statements.findLast(({ text, at }) => at !== null && text.startsWith("latency bo, cy"));
  return Number(/= (\d+)/.exec(said?.text ?? "")?.[1] ?? slow);
}

/** How many messages of each author it has seen. */
function vectorOf({ seen }: ReplicaState): string {
  return vectorText(authors.map((author) => seen[author] ?? 0));
}

function noticeOf(state: RunState, log: readonly TraceEntry[], delivery: DeliveryId): Notice {
  const shown = authors.map((author) => ({ author, messages: shownAt(author, log) }));
  if (shown.every(({ messages }) => messages.length === 0))
    return {
      kind: "plain",
      text: "Nobody has said anything. Beside each name stands how many messages it has of ana, bo and cy.",
    };
  const holding = state.replicas.find(({ heldBack }) => heldBack.length > 0);
  if (holding !== undefined)
    return {
      kind: "warn",
      text: `${holding.name} holds back ${listed(holding.heldBack.map((text) => `“${chatMessage(text)?.text ?? text}”`))}: who said it had seen more than ${holding.name}, whose vector is ${vectorOf(holding)}. It waits in the buffer until that is here.`,
    };
  const early = shown.find(({ messages }) => messages.some(({ isEarly }) => isEarly));
  const isOver = state.statements.every(({ isDone }) => isDone);
  if (early !== undefined) {
    const answer = early.messages.find(({ isEarly }) => isEarly);
    return {
      kind: "bad",
      text: `${early.author} ${haveConverged(state) ? "was shown" : "is shown"} “${answer?.text ?? ""}” before what it answers. Nothing is lost, yet it makes no sense: ${deliveryTitle(delivery)} delivery promises no order.`,
    };
  }
  const down = state.replicas.filter(({ isUp }) => !isUp).map(({ name }) => name);
  if (!haveConverged(state) && down.length > 0 && isOver && state.flights.length === 0)
    return {
      kind: "bad",
      text: `The line is ${state.down.length > 0 ? "cut" : "back"}, ${listed(down)} is down, and not all have its message. ${delivery === "best_effort" && state.down.length === 0 ? "Best effort sends a message once and forgets it." : ""}`,
    };
  if (!haveConverged(state)) return { kind: "plain", text: "Messages are under way." };
  const held = log.some(({ kind }) => kind === "held back");
  return {
    kind: "good",
    text: `${down.length > 0 ? `All that are up have all messages, although ${listed(down)} crashed: who has a message passes it on.` : "All have all messages, and each came after what it answers."}${held ? " What came too early was held back meanwhile." : ""}`,
  };
}

function deliveryTitle(delivery: DeliveryId): string {
  return deliveries.find(({ id }) => id === delivery)?.title.toLowerCase() ?? delivery;
}

const tries: readonly string[] = [
  "Play the first story with causal delivery and watch the buffer of cy.",
  "Play it with reliable delivery: cy reads the answers first.",
  "Let the sender crash, with best effort and with reliable delivery.",
];

const links = [
  { text: "Example: a chat", href: linkTo("workbench", "chat") },
  { text: "How updates spread without an order", href: linkTo("experiments", "gossip") },
];

const background = (
  <table class="rows">
    <thead>
      <tr>
        <th scope="col">Delivery</th>
        <th scope="col">promises</th>
      </tr>
    </thead>
    <tbody>
      <tr>
        <td>best effort</td>
        <td>nothing: it is sent once</td>
      </tr>
      <tr>
        <td>reliable</td>
        <td>if one that stays up has it, all get it</td>
      </tr>
      <tr>
        <td>causal</td>
        <td>that, and nothing is shown before what it was made upon</td>
      </tr>
    </tbody>
  </table>
);
