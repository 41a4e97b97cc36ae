import { expose } from "comlink";
import { ideService } from "./ide-service.ts";

expose(ideService());
