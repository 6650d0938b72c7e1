/* SPDX-License-Identifier: Apache-2.0 */
/* Runs made up for tests: random graphs, really scheduled, with invented times. */
#pragma once

#include "engine/policy.h"
#include "profiles/recording/recorder.h"
#include "profiles/trace/trace.h"
#include "tests/profiles/synthetic-device.h"

typedef struct
{
  const char *policy; /* a name, or "fsm" */
  BsEncoding encoding;
  guint32 n_mini_batches;
  guint32 n_nodes; /* of the first; later ones are a little larger */
  guint n_types;
  gboolean reasons;
  gboolean executed; /* with events and a loss */
  guint32 seed;
  guint32 n_stages; /* above 1: graphs grow */
  gboolean device;  /* batches run on one */
} SyntheticOptions;

#define SYNTHETIC_DEFAULTS                                                                         \
  ((SyntheticOptions){ .policy = "agenda",                                                         \
                       .encoding = BS_ENCODING_SORT,                                               \
                       .n_mini_batches = 3,                                                        \
                       .n_nodes = 120,                                                             \
                       .n_types = 5,                                                               \
                       .reasons = TRUE,                                                            \
                       .executed = TRUE,                                                           \
                       .seed = 1 })

typedef struct
{
  SyntheticOptions options;
  BsModel *model; /* what cells there are */
  BsTypeTable *types;
  GPtrArray *graphs;
  GPtrArray *schedules;
  GPtrArray *stages; /* GArray of BsStage, one a mini-batch */
  GArray *events;    /* BsEvent, in order of time */
  GArray *losses;    /* double */
  BsFsm *fsm;        /* (nullable) */
  BsTrainingResult *training;
  SyntheticDevice *device; /* (nullable) */
} Synthetic;

Synthetic *synthetic_new (const SyntheticOptions *options);
void synthetic_free (Synthetic *self);

/* Tells an observer of the run; the first @n_mini_batches of it. */
void synthetic_play (Synthetic *self, const BsObserver *observer, guint32 n_mini_batches);

/* Records the run into a file, which must work. */
void synthetic_record (Synthetic *self, const char *path);

/* Records a run with the defaults, but learned, and of graphs that grow. */
void synthetic_record_default (const char *path);

/* The same on a device. */
void synthetic_record_on_device (const char *path);

/* Fails unless the trace is exactly the run. */
void synthetic_assert_equal (Synthetic *self, const BsTrace *trace);

/* Fails unless two memory plans are the same. */
void synthetic_assert_plans_equal (const BsCellPlan *a, const BsCellPlan *b);

/* Returns: (transfer full): all events of a trace, BsEvent. */
GArray *synthetic_read_events (const BsTrace *trace);

/* Gives a trace other events (BsEvent); they are sorted. */
void synthetic_replace_events (BsTrace *trace, GArray *events);

/* Looks at all that can be asked of a trace. */
void synthetic_exercise (const BsTrace *trace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Synthetic, synthetic_free)
