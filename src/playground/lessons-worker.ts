import { expose } from "comlink";
import { lessonsService } from "./lessons-service.ts";

expose(lessonsService());
