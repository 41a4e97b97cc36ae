import { expose } from "comlink";
import { RunService } from "./run-service.ts";

expose(new RunService());
