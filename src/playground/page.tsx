/// <reference lib="dom" />
import { render } from "preact";
import { followColourTheme } from "./colour-theme.ts";
import { followAddress } from "./current-route.ts";
import { Shell } from "./shell.tsx";

followColourTheme();
followAddress();
const root = document.getElementById("page");
if (root !== null) render(<Shell />, root);
