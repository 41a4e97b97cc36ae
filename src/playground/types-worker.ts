import { expose } from "comlink";
import { typesService } from "./types-service.ts";

expose(typesService);
