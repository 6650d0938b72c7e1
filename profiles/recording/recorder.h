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

const char *bs_overflow_to_string (BsOverflow overflow);

/** bs_overflow_from_string: Returns: %FALSE with an error that lists the names. */
gboolean bs_overflow_from_string (const char *text, BsOverflow *overflow, GError **error);

typedef struct
{
  BsOverflow overflow; /* drop; recorded as provenance */
  guint32 n_events;    /* room for events, a power of two (1048576: at most 40 MB) */
  guint64 n_bytes;     /* room for graphs and decisions that are not written yet (256 MB) */
} BsRecorderOptions;

void bs_recorder_options_init (BsRecorderOptions *self);

/* What a recording cost, and what was out of the ordinary. */
typedef struct
{
  guint64 n_events;      /* that the run reported, forgotten ones too */
  guint64 n_dropped;     /* of them */
  guint64 n_waits;       /* of the run for room, */
  gint64 wait_ns;        /* and their time */
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

/** bs_recorder_new_with_options: @options: (nullable): %NULL for the defaults. */
BsRecorder *bs_recorder_new_with_options (const char *path, const BsRecorderOptions *options,
                                          GError **error);

/**
 * bs_recorder_set_info:
 * @key: a lower-case word such as `seed`; the keys are listed in the trace's manual page
 *
 * Provenance: versions, host, options. Written at once, so that a killed recording has it.
 */
void bs_recorder_set_info (BsRecorder *self, const char *key, const char *value);

/**
 * bs_recorder_add_vocabulary:
 * @name: what the strings are: words, labels, characters, names of nodes, ...
 * @strings: (nullable) (array length=n): by id; %NULL: ids are numbers that stand for themselves
 *
 * Returns: its number, for bs_recorder_set_type_vocabulary()
 */
guint bs_recorder_add_vocabulary (BsRecorder *self, const char *name, const char *const *strings,
                                  guint32 n);

/** bs_recorder_set_type_vocabulary: data of nodes of the type @type are ids of @vocabulary; to be
 * told before a mini-batch that has the type. */
void bs_recorder_set_type_vocabulary (BsRecorder *self, const char *type, guint vocabulary);

/**
 * bs_recorder_set_corpus:
 * @model: whose cells tell which vocabulary the data of a type are of
 *
 * The two above for all vocabularies of @corpus and all types that call cells of @model.
 */
void bs_recorder_set_corpus (BsRecorder *self, const BsCorpus *corpus, BsModel *model);

/**
 * bs_recorder_set_plans:
 * @planner: of the run; noted as `planner` too
 *
 * Plans all cells of @model now, with @planner and without planning, so that the run is not
 * disturbed; written are the plans of cells that types of the run call. To be called before the
 * first mini-batch.
 */
void bs_recorder_set_plans (BsRecorder *self, BsModel *model, BsPlanner planner);

/** bs_recorder_name_instances: @names: (array zero-terminated=1): of the inputs of a mini-batch, in
 * order; an empty one is none. */
void bs_recorder_name_instances (BsRecorder *self, guint32 mini_batch, const char *const *names);

/** bs_recorder_set_policy: the table that decides and, when it was learned here, how. */
void bs_recorder_set_policy (BsRecorder *self, const BsFsm *fsm, const BsTrainingResult *training);

/** bs_recorder_ask_policy: writes down what @policy says of each of its schedules, such as that
 * there is no better one; see bs_trace_get_search(). */
void bs_recorder_ask_policy (BsRecorder *self, BsPolicy *policy);

/** bs_recorder_set_device: what batches run on, besides the processor. */
void bs_recorder_set_device (BsRecorder *self, const BsDevice *device);

/** bs_recorder_add_lane: what a lane of events is that is no thread of the run; each once. */
void bs_recorder_add_lane (BsRecorder *self, const BsLane *lane);

/** bs_recorder_add_kernel: Returns: its number, for launches. */
guint32 bs_recorder_add_kernel (BsRecorder *self, const BsKernel *kernel);

/**
 * bs_recorder_add_device_work:
 * @launches: (transfer full) (element-type BsLaunch):
 * @idles: (transfer full) (element-type BsIdle):
 *
 * What the device did and when it did not, besides the events of its lanes; in order of time.
 */
void bs_recorder_add_device_work (BsRecorder *self, GArray *launches, GArray *idles);

/** bs_recorder_set_diagnostic: @name: see the table diagnostic. */
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

/** bs_recorder_get_statistics: @statistics: (out caller-allocates): so far. */
void bs_recorder_get_statistics (BsRecorder *self, BsRecorderStatistics *statistics);

/** bs_recorder_get_lower_bound: Returns: the fewest batches that any schedule of a mini-batch can
 * have, worked out while it was written: known after closing; 0: no such mini-batch. */
guint32 bs_recorder_get_lower_bound (BsRecorder *self, guint32 mini_batch);
void bs_recorder_free (BsRecorder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRecorder, bs_recorder_free)

G_END_DECLS
