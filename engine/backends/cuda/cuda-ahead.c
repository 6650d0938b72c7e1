/* SPDX-License-Identifier: Apache-2.0 */
/* What of a mini-batch is multiplied ahead. */
#include "config.h"

#include "engine/backends/cuda/cuda-ahead.h"

/* Batches of a type, from which on it pays. */
#define FEW_BATCHES 4
/* Numbers of a batch that are written and read once more: to move so many takes as long as a launch or two. */
#define MOST_NUMBERS (256 * 1024)
/* Of the memory of the device. */
#define SHARE 4

void
bs_cuda_ahead_clear (BsCudaAhead *self, BsCudaDevice *device)
{
  bs_cuda_buffer_clear (&self->numbers, device);
  g_clear_pointer (&self->types, g_free);
}

void
bs_cuda_ahead_forget (BsCudaAhead *self)
{
  self->n_types = 0;
}

static void
count_batches (BsCudaAhead *self, const BsGraph *graph, const BsSchedule *schedule)
{
  guint32 first = 0;

  if (graph->n_types > self->capacity)
    {
      self->capacity = MAX (graph->n_types, 2 * self->capacity);
      self->types = g_renew (BsCudaAheadType, self->types, self->capacity);
    }
  self->n_types = graph->n_types;
  for (guint type = 0; type < graph->n_types; first += graph->type_count[type++])
    self->types[type] = (BsCudaAheadType){ .first = first, .n = graph->type_count[type] };
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      BsCudaAheadType *type = &self->types[schedule->decisions[i].type];

      if (type->n_batches++ == 0)
        type->first_batch = i;
      type->last_batch = i;
    }
}

/* Whether all calls of a type have their first @n operands before its first batch. */
static gboolean
are_early (const BsCudaAhead *self, const BsValues *values, const BsGraph *graph,
           const BsCudaAheadType *type, guint n)
{
  for (guint32 i = 0; i < type->n; i++)
    {
      guint32 node = values->plan->calls[type->first + i];
      guint32 first = graph->input_start[node], end = graph->input_start[node + 1];

      for (guint32 k = first; k < MIN (first + n, end); k++)
        if (self->types[graph->type[graph->inputs[k]]].last_batch >= type->first_batch)
          return FALSE;
    }

  return TRUE;
}

gboolean
bs_cuda_ahead_plan (BsCudaAhead *self, BsCudaDevice *device, const BsCudaCell *cells,
                    const BsValues *values, const BsGraph *graph, const BsSchedule *schedule)
{
  gsize most = device->facts.memory_bytes / SHARE / sizeof (float), total = 0;

  count_batches (self, graph, schedule);
  for (guint i = 0; i < self->n_types; i++)
    {
      BsCudaAheadType *type = &self->types[i];
      const BsCudaCell *cell;
      gsize n;

      if (type->n_batches < FEW_BATCHES)
        continue;
      cell = &cells[values->types[i].number];
      n = (gsize) cell->ahead_length * type->n;
      if (n == 0 || n / type->n_batches > MOST_NUMBERS || total + n > most
          || !are_early (self, values, graph, type, cell->n_early_inputs))
        continue;
      type->wanted = TRUE;
      type->offset = total;
      total += n;
    }

  return bs_cuda_buffer_reserve (&self->numbers, device, total * sizeof (float), FALSE);
}

gboolean
bs_cuda_ahead_divide (const BsCudaAhead *self, const BsValues *values, const BsSchedule *schedule,
                      guint32 decision, BsCudaBatch *batch, BsCudaBatch *before)
{
  const BsDecision *chosen = &schedule->decisions[decision];
  const BsCudaAheadType *type = self->n_types > 0 ? &self->types[chosen->type] : NULL;

  if (type == NULL || !type->wanted)
    return FALSE;

  *before = *batch;
  before->variant = BS_CUDA_AHEAD;
  before->nodes = values->plan->calls + type->first;
  before->n = type->n;
  before->ahead = (BsCudaAheadPlace){
    .numbers = self->numbers.device + type->offset * sizeof (float),
    .n = type->n,
  };
  batch->variant = BS_CUDA_REST;
  batch->ahead = before->ahead;
  batch->ahead.first = chosen->first - type->first;

  return decision == type->first_batch;
}
