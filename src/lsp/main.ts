import { serve } from "./server.ts";

serve(process.stdin, process.stdout);
