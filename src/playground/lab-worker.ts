import { expose } from "comlink";
import { labService } from "./lab-service.ts";

expose(labService);
