import { expose } from "comlink";
import { openSolver } from "./browser-solver.ts";
import { ideService } from "./ide-service.ts";

expose(ideService(openSolver));
