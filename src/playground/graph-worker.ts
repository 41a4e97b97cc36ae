import { expose } from "comlink";
import { graphService } from "./graph-service.ts";

expose(graphService);
