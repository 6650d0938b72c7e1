/* SPDX-License-Identifier: Apache-2.0 */
/* How the engine reports what it does. It knows nothing of who listens. */
#pragma once

#include "engine/clock.h"
#include "engine/graph.h"
#include "engine/planning/graph-plan.h"
#include "engine/schedule.h"

G_BEGIN_DECLS

typedef enum
{
  BS_PHASE_CONSTRUCT, /* building the graph */
  BS_PHASE_SCHEDULE,  /* all decisions of a mini-batch */
  BS_PHASE_PLAN,      /* memory planning */
  BS_PHASE_GATHER,    /* copying operands together */
  BS_PHASE_GEMM,      /* the matrix product of a batch */
  BS_PHASE_FUSED,     /* its element-wise kernel */
  BS_PHASE_SCATTER,   /* copying results to their places */
  BS_PHASE_READ,      /* reading the loss back */
  BS_N_PHASES
} BsPhase;

const char *bs_phase_to_string (BsPhase phase);

/**
 * BsEvent:
 *
 * Something that took time. Fixed size, so that it can be stored without a thought.
 */
typedef struct
{
  gint64 start_ns; /* monotonic clock */
  gint64 end_ns;
  guint64 bytes;      /* moved */
  guint64 flops;      /* done */
  guint32 decision;   /* the batch it serves, from 1 through the whole run; 0: none */
  guint16 mini_batch; /* from 0, modulo 65536 */
  guint8 phase;       /* BsPhase */
  guint8 lane;        /* thread or stream, from 0 */
} BsEvent;

/**
 * BsStage:
 *
 * A graph that grows does so in stages: each appends nodes after some decisions were executed.
 */
typedef struct
{
  guint32 n_nodes;        /* of the graph with this stage; grows from stage to stage */
  guint32 first_decision; /* of the mini-batch, from 0, that saw its nodes; 0 for stage 0 */
} BsStage;

typedef struct
{
  guint32 mini_batch;       /* from 0 */
  guint32 first_decision;   /* of this mini-batch, from 1 through the whole run */
  guint32 first_instance;   /* index in the corpus of its first input */
  const BsTypeTable *types; /* all types so far; only for the time of the call */
  BsGraph *graph;           /* with all stages */
  BsSchedule *schedule;
  guint32 n_stages;      /* 0 or 1: the graph does not grow */
  const BsStage *stages; /* (nullable) (array length=n_stages): only for the time of the call */
} BsMiniBatch;

/**
 * BsPlacement:
 *
 * Where planning between cells put the values of a mini-batch: what bs_graph_plan_report() asks
 * for, or what it says.
 */
typedef struct
{
  guint32 mini_batch;
  BsGraph *graph; /* with all stages */
  BsSchedule *schedule;
  BsGraphPlan *plan;
  const BsPlanType *types; /* (array): by type id of @graph; only for the time of the call */
  const BsGraphPlanReport *report; /* (nullable): who has it needs to give nothing else */
} BsPlacement;

typedef struct _BsObserver BsObserver;

/**
 * BsObserver:
 * @scheduled: a mini-batch was scheduled, before it runs. Take references to keep its parts. Of a
 *   graph that grows: called once, when all stages are known, after the events of the earlier ones
 * @planned: (optional): where values were placed, after all stages ran and before @finished. Take
 *   references to keep the parts
 * @event: something took time; called between kernels, must cost no more than a store. Events of
 *   one lane come in the order in which they end
 * @finished: the mini-batch has run (or was only scheduled: @loss is NaN)
 *
 * @without_ratios: who observes calls bs_schedule_add_ratios() itself, when there is time
 *
 * All are optional. Calls come from the thread of the run.
 */
struct _BsObserver
{
  gpointer user_data;
  gboolean without_ratios;
  void (*scheduled) (gpointer user_data, const BsMiniBatch *mini_batch);
  void (*planned) (gpointer user_data, const BsPlacement *placement);
  void (*event) (gpointer user_data, const BsEvent *event);
  void (*finished) (gpointer user_data, guint32 mini_batch, double loss);
};

G_END_DECLS
