/* SPDX-License-Identifier: Apache-2.0 */
/* Records a run into a trace file: fixed-size events go through a lock-free ring to a writer
 * thread, the only one that touches SQLite. All calls on a recorder come from one thread, that of
 * the run. */
#pragma once

#include "engine/corpus.h"
#include "engine/model.h"
#include "engine/observer.h"
#include "engine/policy.h"
#include "engine/training.h"
#include "profiles/device/device.h"

G_BEGIN_DECLS

/**
 * BsRecorder:
 *
 * A trace that is being written. All calls come from one thread, that of the run; a second one, of the
 * recorder's own, writes.
 */
typedef struct _BsRecorder BsRecorder;

/**
 * BsOverflow:
 * @BS_OVERFLOW_DROP: events for which there is no room are counted and forgotten: the run is never
 *   disturbed
 * @BS_OVERFLOW_WAIT: the run waits until there is room, which is counted: no event is lost
 *
 * What happens when the run is faster than the thread that writes, for longer than the room for
 * events lasts. Graphs and decisions are never forgotten: for them the run waits.
 */
typedef enum
{
  BS_OVERFLOW_DROP,
  BS_OVERFLOW_WAIT
} BsOverflow;

/**
 * bs_overflow_to_string:
 * @overflow: what happens when there is no room
 *
 * Returns: (transfer none): its name on the command line and in traces
 */
const char *bs_overflow_to_string (BsOverflow overflow);

/**
 * bs_overflow_from_string:
 * @text: `drop` or `wait`
 * @overflow: (out): what it means
 *
 * Returns: %FALSE with an error that lists the names
 */
gboolean bs_overflow_from_string (const char *text, BsOverflow *overflow, GError **error);

/** BsRecorderOptions: how to record; see bs_recorder_options_init(). */
typedef struct
{
  BsOverflow overflow; /* drop; recorded as provenance */
  guint32 n_events;    /* room for events, a power of two (1048576: at most 40 MB) */
  guint64 n_bytes;     /* room for graphs and decisions that are not written yet (256 MB) */
} BsRecorderOptions;

void bs_recorder_options_init (BsRecorderOptions *self);

/** BsRecorderStatistics: what a recording cost, and what was out of the ordinary. */
typedef struct
{
  guint64 n_events;      /* that the run reported, forgotten ones too */
  guint64 n_dropped;     /* of them */
  guint64 n_waits;       /* of the run for room */
  gint64 wait_ns;        /* that these took */
  guint64 n_clock_steps; /* events of a clock that went backwards; known after closing */
  gint64 observer_ns;    /* spent in the thread of the run, one event in 1024 timed; no waits */
  gint64 writer_ns;      /* spent in the thread that writes; known after closing */
} BsRecorderStatistics;

/**
 * bs_recorder_new:
 * @path: the trace to write; an existing file is replaced only if it is a trace of ours that no
 *   other program records or reads
 *
 * Returns: (transfer full): a recorder whose writer thread runs, or %NULL with %BS_ERROR_IO
 */
BsRecorder *bs_recorder_new (const char *path, GError **error);

/**
 * bs_recorder_new_with_options:
 * @path: as in bs_recorder_new()
 * @options: (nullable): %NULL for the defaults
 *
 * Returns: (transfer full): as bs_recorder_new()
 */
BsRecorder *bs_recorder_new_with_options (const char *path, const BsRecorderOptions *options,
                                          GError **error);

/**
 * bs_recorder_set_info:
 * @key: a lower-case word such as `seed`; the keys are listed in the trace's manual page
 * @value: copied
 *
 * Provenance: versions, host, options. Written at once, so that a killed recording has it.
 */
void bs_recorder_set_info (BsRecorder *self, const char *key, const char *value);

/**
 * bs_recorder_add_vocabulary:
 * @name: what the strings are: words, labels, characters, names of nodes, ...
 * @strings: (nullable) (array length=n): by id; %NULL: ids are numbers that stand for themselves
 * @n: how many there are: data are below it
 *
 * Returns: its number, for bs_recorder_set_type_vocabulary()
 */
guint bs_recorder_add_vocabulary (BsRecorder *self, const char *name, const char *const *strings,
                                  guint32 n);

/**
 * bs_recorder_set_type_vocabulary:
 * @type: name of a type
 * @vocabulary: from bs_recorder_add_vocabulary()
 *
 * Says that data of nodes of the type are ids of @vocabulary; before a mini-batch that has the type.
 */
void bs_recorder_set_type_vocabulary (BsRecorder *self, const char *type, guint vocabulary);

/**
 * bs_recorder_set_corpus:
 * @corpus: the inputs of the run
 * @model: whose cells tell which vocabulary the data of a type are of
 *
 * The two above for all vocabularies of @corpus and all types that call cells of @model.
 */
void bs_recorder_set_corpus (BsRecorder *self, const BsCorpus *corpus, BsModel *model);

/**
 * bs_recorder_set_plans:
 * @model: that is run
 * @planner: of the run; noted as `planner` too
 *
 * Plans all cells of @model now, with @planner and without planning, so that the run is not
 * disturbed; written are the plans of cells that types of the run call. To be called before the
 * first mini-batch.
 */
void bs_recorder_set_plans (BsRecorder *self, BsModel *model, BsPlanner planner);

/**
 * bs_recorder_name_instances:
 * @mini_batch: from 0
 * @names: (array zero-terminated=1): of its inputs, in order; an empty one is none
 *
 * Gives the inputs of a mini-batch names of their own, such as those of files.
 */
void bs_recorder_name_instances (BsRecorder *self, guint32 mini_batch, const char *const *names);

/**
 * bs_recorder_set_policy:
 * @fsm: the table that decides; copied
 * @training: (nullable): how it was learned, when it was learned here; its learning curve is copied
 *
 * Writes the policy into the trace.
 */
void bs_recorder_set_policy (BsRecorder *self, const BsFsm *fsm, const BsTrainingResult *training);

/**
 * bs_recorder_ask_policy:
 * @policy: the one that decides; a reference is kept
 *
 * Writes down what it says of each of its schedules, such as that there is no better one; see
 * bs_trace_get_search().
 */
void bs_recorder_ask_policy (BsRecorder *self, BsPolicy *policy);

/**
 * bs_recorder_set_device:
 * @device: copied
 *
 * Says what batches run on, besides the processor.
 */
void bs_recorder_set_device (BsRecorder *self, const BsDevice *device);

/**
 * bs_recorder_add_lane:
 * @lane: copied; each once
 *
 * Says what a lane of events is that is no thread of the run.
 */
void bs_recorder_add_lane (BsRecorder *self, const BsLane *lane);

/**
 * bs_recorder_add_kernel:
 * @kernel: copied
 *
 * Returns: its number, for launches
 */
guint32 bs_recorder_add_kernel (BsRecorder *self, const BsKernel *kernel);

/**
 * bs_recorder_add_device_work:
 * @launches: (transfer full) (element-type BsLaunch): kernels that ran
 * @idles: (transfer full) (element-type BsIdle): times in which the device did nothing, and why
 *
 * Adds what a device did besides the events of its lanes; both in order of time.
 */
void bs_recorder_add_device_work (BsRecorder *self, GArray *launches, GArray *idles);

/**
 * bs_recorder_set_diagnostic:
 * @name: one of those that batchscope-trace(5) lists with the table `diagnostic`
 * @value: a count, or nanoseconds
 *
 * Notes something out of the ordinary that readers are to know of.
 */
void bs_recorder_set_diagnostic (BsRecorder *self, const char *name, gint64 value);

/** bs_recorder_get_observer: Returns: (transfer none): what to hand to bs_run(). Events whose times
 * go backwards are recorded as if they took no time, and counted. */
const BsObserver *bs_recorder_get_observer (BsRecorder *self);

/**
 * bs_recorder_close:
 *
 * Waits for the writer, marks the trace as complete and leaves one file. Without it (or when
 * freed before) the trace says that it was cut short.
 *
 * Returns: %FALSE with an error if anything could not be written, such as a full disk
 */
gboolean bs_recorder_close (BsRecorder *self, GError **error);

/**
 * bs_recorder_get_statistics:
 * @statistics: (out caller-allocates): so far; some are known after closing
 *
 * What the recording cost.
 */
void bs_recorder_get_statistics (BsRecorder *self, BsRecorderStatistics *statistics);

/**
 * bs_recorder_get_lower_bound:
 * @mini_batch: from 0
 *
 * Worked out while the mini-batch was written: known after closing.
 *
 * Returns: the fewest batches that any schedule of it can have; 0: no such mini-batch
 */
guint32 bs_recorder_get_lower_bound (BsRecorder *self, guint32 mini_batch);

void bs_recorder_free (BsRecorder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRecorder, bs_recorder_free)

G_END_DECLS
