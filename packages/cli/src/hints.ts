/** What to do about an error, by its code: the second line a person sees. */
const HINTS: Readonly<Record<string, string>> = {
  USAGE: 'umbra --help lists the commands, umbra COMMAND --help its options',
  OPTION_INVALID: 'the command with --help lists what each option takes',
  DATA_NOT_FOUND: '--data takes mnist, a folder, or an NPZ archive',
  DATA_AMBIGUOUS: '--data takes one dataset: name the archive or the folder itself, or move the other away',
  DATA_SPLIT:
    'training takes a folder train with class folders in it, IDX files of the training split, or x_train and y_train',
  DATA_CLASSES: '--class-names NAME,… says what the classes of the model are called',
  DATA_EMPTY: '--data takes a folder with one folder of PNG, JPEG or WebP files per class',
  DATA_LINK: 'remove the link, or put back what it led to',
  DATA_FILE_MISSING:
    '--data takes a folder of train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each plain or .gz; of images.npy and labels.npy; or of one folder of pictures per class',
  DATA_CHECKSUM: 'the file is damaged: npm ci puts the original back',
  IDX_MAGIC: 'is it the IDX file itself, or something else under its name?',
  IDX_TRUNCATED: 'the file is cut short: fetch it again',
  MODEL_NOT_FOUND:
    '--model takes reference, or a model’s file or the folder that holds it; umbra train makes one',
  MODEL_AMBIGUOUS: '--model takes the path of the model’s file itself',
  MODEL_NOT_JSON: '--model takes a model’s file, or the folder that holds it, as docs/models.md lists them',
  MODEL_FORMAT: '--model takes a model’s file, or the folder that holds it, as docs/models.md lists them',
  MODEL_HEAD:
    '--head is for what a model’s layers do not tell: leave it out, or out of umbra.json and network.json',
  SCORE_UNDEFINED:
    '--score takes one that the outputs have; umbra robustness takes --grid with a list of such, {"score": ["logit"]}',
  CURVE_UNDEFINED: '--curve takes a score that the outputs have: logit, or margin of several',
  SCORES_NOT_FINITE:
    'the weights are far too large, or the pixels: --scale, --mean and --std say how pixels enter',
  SHARD_MISSING: 'model.json and the weight files named in it belong in one folder',
  WEIGHTS_NOT_FINITE: 'the training diverged, or the file is damaged: train it again',
  WINDOW_EXCEEDS_IMAGE: '--window H,W takes at most the image size',
  STRIDE_EXCEEDS_WINDOW: 'a stride up to the window leaves no pixel uncovered',
  SAMPLE_TOO_LARGE:
    '--images takes a smaller number where there are two or more, --selection all admits misclassified images too',
  IMAGE_FORMAT: 'save the picture as PNG, JPEG or WebP',
  OUT_NOT_WRITABLE: '--out takes a folder you may write to',
  OUT_NOT_A_FOLDER: '--out takes a folder',
  LOSS_NOT_FINITE: '--learning-rate takes a smaller number; a longer --warm-up helps too',
  TRAINING_WORKER_FAILED: '--resume goes on after the last finished epoch; --threads 1 needs less memory',
  CHECKPOINT_FORMAT: 'without --resume the training starts from the beginning',
  CHECKPOINT_MISMATCH: 'without --resume the training starts from the beginning',
  ENGINE_UNSUPPORTED: '--engine auto or batched runs any model',
  INDEX_UNKNOWN: '--index counts the images of the test split from 0',
  OUT_HOLDS_MODEL: '--out takes another folder; --force replaces the model',
  OUT_HOLDS_PART: '--out takes a folder of its own for the whole',
  PORT_IN_USE: '--port takes another number',
  HOST_NOT_LOOPBACK: 'the studio is for this machine: 127.0.0.1, ::1 or localhost',
  WEB_NOT_BUILT: 'npm run build makes it',
  ROBUSTNESS_NOT_FOUND: '--robustness takes a robustness.json, or its folder; umbra robustness makes one',
  ROBUSTNESS_FORMAT: '--robustness takes a robustness.json, or its folder; umbra robustness makes one',
  ROBUSTNESS_OTHER: 'umbra robustness with the classes, data and regions of this study makes one that fits',
  FAITHFULNESS_NOT_FOUND:
    '--faithfulness takes a faithfulness.json, or its folder; umbra faithfulness makes one',
  FAITHFULNESS_FORMAT:
    '--faithfulness takes a faithfulness.json, or its folder; umbra faithfulness makes one',
  FAITHFULNESS_OTHER:
    'umbra faithfulness with the model, data, window, stride, baseline and score of this study makes one that fits',
  REGIONS_NOT_FOUND: '--regions takes a number of bands, a grid such as 4,4, or a JSON file of masks',
  REGIONS_NOT_JSON: '--regions takes JSON such as {"loop": ["....", ".##.", ".##.", "...."], "rest": […]}',
  MASK_SIZE:
    'a mask has a line for each row of the image and a character for each pixel; space, . and 0 are outside',
  GRID_NOT_JSON: '--grid takes JSON such as {"window": [3, 5], "score": ["logit", "margin"]}',
  TRAINING_UNKNOWN: '--models works with networks that umbra train made',
  TRAINING_OTHER_DATA: '--data takes the folder the network was trained on',
  BENCHMARK_NOT_FOUND: '--compare takes the benchmark.json that umbra bench --out DIR wrote',
  BENCHMARK_FORMAT: '--compare takes the benchmark.json that umbra bench --out DIR wrote',
  BACKEND_UNKNOWN:
    '--backends takes families or builds, such as incremental or tfjs:wasm-simd, with commas between',
  BENCHMARK_REGRESSION: 'the lines above say which; without --fail-on-regression the exit code is 0',
  OUT_IN_USE:
    'try again when it is done (exit code 75 says so to a scheduler), or choose another folder with --out',
  SHARD_INVALID: '--shard takes i/n, such as 2/4: the second of four parts',
  PART_NOT_FOUND: 'umbra study with the same options, --shard and --resume finishes it',
  FILE_DAMAGED: 'make or copy it again; a model that you changed yourself goes without its manifest.json',
  MANIFEST_FORMAT: 'make the results again; where you do not need it, remove it',
  PARTS_MISSING: 'umbra study --shard i/n makes a part',
  PARTS_DIFFER: 'parts of one study are made with the same options, model, data and version of Umbra',
  CONFIG_NOT_FOUND:
    '--config takes a file of options as JSON, such as {"threads": 4, "study": {"images": 500}}',
  CONFIG_NOT_JSON: 'a configuration is JSON, such as {"threads": 4, "study": {"images": 500}}',
  CONFIG_FORMAT: 'a configuration is JSON, such as {"threads": 4, "study": {"images": 500}}',
  CONFIG_UNKNOWN: 'umbra COMMAND --show-config lists the options there are',
  OUT_OF_MEMORY: 'fewer --images, --threads or --permutations need less; --shard cuts a study into parts',
  ENOENT: 'make the folder again; --resume goes on with what is left',
  ENOSPC: 'make room; where work was kept, --resume goes on with it',
  QUEUE_ADDRESS: '--queue takes redis://host:6379; a password goes into it, or into UMBRA_QUEUE_PASSWORD',
  QUEUE_MISSING: 'BullMQ and its client are not installed with Umbra, which needs them for --queue alone',
  QUEUE_UNREACHABLE: 'is the server running there, and is it rediss:// that it speaks, or redis://?',
  QUEUE_CERTIFICATE: 'NODE_EXTRA_CA_CERTS=FILE names the authority that signed it, where it is your own',
  QUEUE_PASSWORD: 'a password stands in the address, redis://user:password@host, or in UMBRA_QUEUE_PASSWORD',
  QUEUE_SERVER:
    '--queue takes the address of a Redis server that may be written to, or of one that speaks its protocol',
  QUEUE_REFUSED:
    'has it memory left (maxmemory), and may this user do what BullMQ does, on bull:* and umbra:*?',
  QUEUE_MATERIALS: 'workers take --shared, the folder as their machine sees it, where the run was given it',
  QUEUE_TOO_LARGE:
    '--shared DIR hands them over in a folder that all machines see; --shard of umbra study and robustness needs no queue',
  QUEUE_ENGINE:
    'umbra study and robustness take --shard i/n, which spreads any model; umbra merge joins the parts',
  QUEUE_FOLDER: '--shared takes a folder you may write to, which all machines see',
  QUEUE_OTHER: 'install the same version of Umbra and Node on all machines',
  QUEUE_SHARED:
    'workers take --shared, the folder as their machine sees it, where the run was given it, and only there',
  RESULT_NOT_FOUND: 'umbra study, robustness, faithfulness and explain --out write such folders',
  RESULT_KIND: 'umbra verify takes the folder of a result',
  RESULT_LINK: 'copy what it leads to in its place',
  RESULT_COMMAND: 'only results that the command line wrote can be made again by it',
  RESULT_DIFFERS:
    'copy the result again from where it came; what was computed otherwise says so in its manifest.json',
  VERIFY_MODEL: '--model takes the model’s file or folder',
  VERIFY_DATA: '--data takes the folder or archive that the result was computed from',
  VERIFY_IMAGE: '--data takes the picture that was explained, or the folder it lies in',
  VERIFY_RELAXED: '--tolerance 0.0001 compares maps within that of their largest value',
  VERIFY_WHOLE: 'without --part all of it is computed again',
  UNCERTAINTY_BASELINE: '--baseline marginal:20 draws images of the data, --baseline noise draws noise',
  UNCERTAINTY_NETWORKS: '--uncertainty networks is for the reference model',
  UNITS_SET_ASIDE: 'the same line with --resume tries them again; --verbose shows where they failed',
  UNEXPECTED: 'this is a fault in Umbra; --verbose shows where it happened',
}

export function hintFor(code: string): string | undefined {
  return HINTS[code]
}
