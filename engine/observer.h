/* SPDX-License-Identifier: Apache-2.0 */
/* How the engine reports what it does. It knows nothing of who listens. */
#pragma once

#include "engine/clock.h"
#include "engine/graph.h"
#include "engine/planning/graph-plan.h"
#include "engine/schedule.h"

G_BEGIN_DECLS

/**
 * BsPhase:
 *
 * What time is spent on: of a run, of a batch, and of a device.
 */
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
  BS_PHASE_LAUNCH,    /* telling a device what to do for a batch */
  BS_PHASE_CALL,      /* a call of the device's driver */
  BS_PHASE_WAIT,      /* waiting for the device */
  BS_PHASE_UPLOAD,    /* copying to the device */
  BS_PHASE_DOWNLOAD,  /* copying from it */
  BS_PHASE_SET,       /* filling its memory */
  BS_PHASE_OVERHEAD,  /* of those who collect what the device does */
  BS_N_PHASES
} BsPhase;

/** BS_N_PHASES: how many phases there are: the length of arrays by #BsPhase. */

/**
 * bs_phase_to_string:
 * @phase: what to name
 *
 * The word that traces and tables have for a phase, such as `gemm`.
 *
 * Returns: (transfer none): the word, never translated; `?` for what is no phase
 */
const char *bs_phase_to_string (BsPhase phase);

/**
 * bs_phase_is_computing:
 * @phase: of an event
 *
 * Tells what a batch does itself (gathering, computing, scattering) from what is done around it.
 *
 * Returns: whether it is a part of what a batch does
 */
static inline gboolean
bs_phase_is_computing (BsPhase phase)
{
  return phase == BS_PHASE_GATHER || phase == BS_PHASE_GEMM || phase == BS_PHASE_FUSED
         || phase == BS_PHASE_SCATTER;
}

/**
 * BsEvent:
 *
 * Something that took time. Fixed size, so that it can be stored without a thought.
 */
typedef struct
{
  gint64 start_ns;    /* of bs_now_ns() */
  gint64 end_ns;      /* of the same clock */
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

/**
 * BsMiniBatch:
 *
 * A mini-batch that was scheduled, as an observer is told of it.
 */
typedef struct
{
  guint32 mini_batch;       /* from 0 */
  guint32 first_decision;   /* of this mini-batch, from 1 through the whole run */
  guint32 first_instance;   /* index in the corpus of its first input */
  const BsTypeTable *types; /* all types so far; only for the time of the call */
  BsGraph *graph;           /* with all stages */
  BsSchedule *schedule;     /* of it */
  guint32 n_stages;         /* 0 or 1: the graph does not grow */
  const BsStage *stages;    /* (nullable) (array length=n_stages): only for the time of the call */
} BsMiniBatch;

/**
 * BsPlacement:
 *
 * Where planning between cells put the values of a mini-batch: what bs_graph_plan_report() asks
 * for, or what it says.
 */
typedef struct
{
  guint32 mini_batch;      /* from 0 */
  BsGraph *graph;          /* with all stages */
  BsSchedule *schedule;    /* of it */
  BsGraphPlan *plan;       /* of both; it does not grow any more */
  const BsPlanType *types; /* (array): by type id of @graph; only for the time of the call */
  const BsGraphPlanReport *report; /* (nullable): who has it needs to give nothing else */
} BsPlacement;

/**
 * BsSpanKind:
 * @BS_SPAN_MINI_BATCH: from the construction of its graph to the reading of its loss
 * @BS_SPAN_PHASE: of the run: construction, scheduling, planning, execution, reading
 * @BS_SPAN_BATCH: telling the backend to execute one
 * @BS_SPAN_WORK: one thing that a device is told to do: a kernel, a product, a copy
 *
 * What begins and ends; each lies in one of those before it.
 */
typedef enum
{
  BS_SPAN_MINI_BATCH,
  BS_SPAN_PHASE,
  BS_SPAN_BATCH,
  BS_SPAN_WORK
} BsSpanKind;

/**
 * BsSpan:
 *
 * What begins and ends while it is observed. Spans lie one in the other.
 */
typedef struct
{
  BsSpanKind kind;    /* what it is; the other fields are of that */
  BsPhase phase;      /* of a phase, and of work; %BS_PHASE_LAUNCH: the execution of all batches */
  guint32 mini_batch; /* from 0 */
  guint32 decision;   /* from 1 through the whole run; 0: of none */
  /* Of work. */
  guint64 bytes;   /* moved, as of a #BsEvent */
  guint64 flops;   /* done */
  guint64 traffic; /* bytes that memory has to bring and to take at least; 0: not known */
} BsSpan;

typedef struct _BsObserver BsObserver;

/**
 * BsObserver:
 * @user_data: handed to all functions
 * @without_ratios: who observes calls bs_schedule_add_ratios() itself, when there is time
 * @scheduled: a mini-batch was scheduled, before it runs. Take references to keep its parts. Of a
 *   graph that grows: called once, when all stages are known, after the events of the earlier ones
 * @planned: (optional): where values were placed, after all stages ran and before @finished. Take
 *   references to keep the parts
 * @event: something took time; called between kernels, must cost no more than a store. Events of
 *   one lane come in the order in which they end
 * @finished: the mini-batch has run (or was only scheduled: @loss is NaN)
 * @enter: (optional): @span begins; called for every launch of a device, so it must cost little.
 *   Who has it gets each: a device does not put launches together then
 * @leave: (optional): the span that was entered last ends
 *
 * Who is told what a run does. All functions are optional. Calls come from the thread of the run.
 */
struct _BsObserver
{
  gpointer user_data;
  gboolean without_ratios;
  void (*scheduled) (gpointer user_data, const BsMiniBatch *mini_batch);
  void (*planned) (gpointer user_data, const BsPlacement *placement);
  void (*event) (gpointer user_data, const BsEvent *event);
  void (*finished) (gpointer user_data, guint32 mini_batch, double loss);
  void (*enter) (gpointer user_data, const BsSpan *span);
  void (*leave) (gpointer user_data, const BsSpan *span);
};

/**
 * bs_observer_enter:
 * @self: (nullable): %NULL: nobody observes
 * @span: that begins; read before it returns
 *
 * Tells of a span, where anyone wants to know.
 */
static inline void
bs_observer_enter (const BsObserver *self, const BsSpan *span)
{
  if (self != NULL && self->enter != NULL)
    self->enter (self->user_data, span);
}

/**
 * bs_observer_leave:
 * @self: (nullable): %NULL: nobody observes
 * @span: that was entered last
 *
 * Tells that a span ends, where anyone wants to know.
 */
static inline void
bs_observer_leave (const BsObserver *self, const BsSpan *span)
{
  if (self != NULL && self->leave != NULL)
    self->leave (self->user_data, span);
}

G_END_DECLS
