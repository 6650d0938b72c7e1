/* SPDX-License-Identifier: Apache-2.0 */
/* Runs lowered cells over blocks of calls. */
#include "config.h"

#include "engine/backends/fused-cell.h"

#include <stdlib.h>

/* Bytes of work space of a block: results of products are still near when they are read. */
#define BLOCK_BYTES (192 * 1024)

/* Blocks are at least so many calls, or weights would be read too often for what they give; and as
 * many as fit a larger cache where the weights do not. */
#define LEAST_CALLS 24u
#define MOST_CALLS 96u
#define MANY_WEIGHTS (1536 * 1024)
#define LARGE_BLOCK_BYTES (1024 * 1024)

/* Operands of a call that are added up block-wise. */
#define FEW_OPERANDS 16

/* A block while it runs. */
typedef struct
{
  const BsFusedBatch *batch;
  const BsLoweredCell *cell;
  const guint32 *nodes; /* of the block */
  guint32 n;
  float *work;
  float *ahead;
  float **sources; /* [n_sources][n] */
  float **outputs; /* [n_outputs][n] */
  float **scratch; /* pointers for one step */
  guint32 *labels;
  guint share, n_shares; /* of threads that run it together */
  BsFusedWorkspace *own; /* of the thread */
  BsEvent *event;        /* (nullable): what goes on now */
} Block;

void
bs_fused_kernels_init (BsFusedKernels *self)
{
  *self = (BsFusedKernels){
    .gemm = bs_gemm_get (),
    .losses = bs_vector_losses_get (),
    .apply = bs_vector_apply_get (),
    .copy = bs_vector_kernel_get (BS_VECTOR_COPY),
    .add = bs_vector_kernel_get (BS_VECTOR_ADD),
    .scale = bs_vector_kernel_get (BS_VECTOR_SCALE),
  };
}

guint32
bs_fused_block_size (const BsLoweredCell *cell, guint32 n, guint n_parts)
{
  gsize call = MAX (cell->work_length, 1) * sizeof (float);
  guint32 most = CLAMP (BLOCK_BYTES / call, 1, MOST_CALLS), n_blocks;

  if (cell->whole)
    most = n;
  else if (bs_lowered_cell_bytes (cell) > MANY_WEIGHTS)
    most = MAX (LARGE_BLOCK_BYTES / call, LEAST_CALLS);
  else if (call <= BLOCK_BYTES / 2)
    most = MAX (most, LEAST_CALLS);

  /* Blocks of one size, in whole columns of kernels. */
  n_blocks = MAX ((n + most - 1) / most, n_parts);
  n_blocks = (n_blocks + n_parts - 1) / n_parts * n_parts;
  most = (n + n_blocks - 1) / n_blocks;

  return MIN ((most + 5) / 6 * 6, n);
}

/* Pointers that one step needs at most. */
static gsize
count_scratch (const BsLoweredCell *cell, guint32 n)
{
  gsize most = n;

  for (guint i = 0; i < cell->n_steps; i++)
    {
      const BsCellStep *step = &cell->steps[i];

      if (step->kind == BS_STEP_PRODUCT)
        most = MAX (most, (gsize) step->n_parts * n);
      else if (step->kind == BS_STEP_MATRIX)
        most = MAX (most, (gsize) step->n_parts * step->rows);
      else if (step->kind == BS_STEP_APPLY)
        most = MAX (most, step->rows);
    }

  return most;
}

static gboolean
reserve (gpointer *memory, gsize *capacity, gsize n, gsize size)
{
  void *larger;

  if (n <= *capacity)
    return TRUE;
  free (*memory);
  *memory = NULL;
  *capacity = 0;
  if (posix_memalign (&larger, 64, n * size) != 0)
    return FALSE;
  *memory = larger;
  *capacity = n;

  return TRUE;
}

gboolean
bs_fused_workspace_reserve (BsFusedWorkspace *self, const BsLoweredCell *cell, guint32 n,
                            guint n_events)
{
  gsize n_pointers = (gsize) (cell->n_sources + cell->cell->n_outputs) * n
                     + count_scratch (cell, n) * (cell->n_steps > 0);
  guint most_parts = 1;

  for (guint i = 0; i < cell->n_steps; i++)
    most_parts = MAX (most_parts, cell->steps[i].n_parts);

  if (n_events > self->event_capacity)
    {
      self->event_capacity = n_events;
      self->events = g_renew (BsEvent, self->events, n_events);
    }

  return reserve ((gpointer *) &self->work, &self->work_capacity, (gsize) cell->work_length * n,
                  sizeof (float))
         && reserve ((gpointer *) &self->pointers, &self->pointer_capacity, n_pointers,
                     sizeof (float *))
         && reserve ((gpointer *) &self->parts, &self->part_capacity, most_parts,
                     sizeof (BsGemmPart))
         && reserve ((gpointer *) &self->labels, &self->label_capacity, n, sizeof (guint32));
}

void
bs_fused_workspace_clear (BsFusedWorkspace *self)
{
  free (self->work);
  free (self->pointers);
  free (self->labels);
  free (self->parts);
  g_free (self->events);
  *self = (BsFusedWorkspace){ 0 };
}

/* @own: what this thread alone uses; @workspace: what threads that run a block together share. */
static void
block_init (Block *self, const BsFusedBatch *batch, guint32 first, guint32 n,
            const BsFusedWorkspace *workspace, BsFusedWorkspace *own)
{
  *self = (Block){
    .batch = batch,
    .cell = batch->cell,
    .nodes = batch->nodes + first,
    .n = n,
    .work = workspace->work,
    .ahead = batch->ahead != NULL ? batch->ahead + (gsize) first * batch->cell->ahead_length : NULL,
    .sources = workspace->pointers,
    .outputs = workspace->pointers + (gsize) batch->cell->n_sources * n,
    .scratch = own->pointers + (gsize) (batch->cell->n_sources + batch->cell->cell->n_outputs) * n,
    .labels = own->labels,
    .own = own,
    .n_shares = 1,
  };
}

static void
find_operands (const Block *self, const BsOp *op, float **pointers)
{
  const BsGraph *graph = self->batch->graph;
  const BsValues *values = self->batch->values;
  float *instead = NULL;

  if (op->parameter != BS_NO_PARAMETER)
    instead = values->model->values + values->model->parameters[op->parameter].offset;
  for (guint32 j = 0; j < self->n; j++)
    {
      guint32 node = self->nodes[j], index = graph->input_start[node] + op->a;

      pointers[j] = index < graph->input_start[node + 1]
                        ? bs_values_get_operand (values, graph, index)
                        : instead;
    }
}

static void
find_rows (const Block *self, const BsOp *op, float **pointers)
{
  const BsModel *model = self->batch->values->model;
  const BsParameter *table = &model->parameters[op->parameter];
  gsize length = bs_op_length (op);

  for (guint32 j = 0; j < self->n; j++)
    {
      guint32 row = self->batch->graph->datum[self->nodes[j]];

      if (row >= table->dims[0])
        row %= table->dims[0];
      pointers[j] = model->values + table->offset + row * length;
    }
}

static void
find_pointers (const Block *self)
{
  const BsCell *cell = self->cell->cell;

  for (guint i = 0; i < self->cell->n_sources; i++)
    {
      const BsOp *op = &cell->ops[self->cell->sources[i]];

      if (op->kind == BS_OP_INPUT)
        find_operands (self, op, self->sources + (gsize) i * self->n);
      else
        find_rows (self, op, self->sources + (gsize) i * self->n);
    }
  for (guint output = 0; output < cell->n_outputs; output++)
    for (guint32 j = 0; j < self->n; j++)
      self->outputs[(gsize) output * self->n + j] = bs_values_get (self->batch->values,
                                                                   self->nodes[j], output);
}

/* The columns of a value, one a call, from call @first on. */
static BsColumns
get_columns (const Block *self, const BsPlace *place, guint32 first)
{
  switch (place->home)
    {
    case BS_HOME_SOURCE:
      return (BsColumns){ .at = self->sources + (gsize) place->number * self->n + first };
    case BS_HOME_OUTPUT:
      return (BsColumns){
        .at = self->outputs + (gsize) place->number * self->n + first,
        .offset = place->within,
      };
    case BS_HOME_LAYOUT:
      return (BsColumns){
        .base = self->work + (gsize) place->offset * self->n + (gsize) first * place->length
                + place->within,
        .stride = place->length,
      };
    case BS_HOME_WORK:
      return (BsColumns){
        .base = self->work + (gsize) first * self->cell->work_length + place->offset
                + place->within,
        .stride = self->cell->work_length,
      };
    default:
      return (BsColumns){ .base = (float *) place->constant };
    }
}

static float *
get_value (const Block *self, const BsPlace *place, guint32 call)
{
  BsColumns columns = get_columns (self, place, call);

  return bs_columns_get (&columns, 0);
}

/* The part of @n that is this thread's. */
static guint32
first_of_share (const Block *self, guint32 n, guint share)
{
  return (guint32) ((guint64) n * share / self->n_shares);
}

static void
run_vector (const Block *self, const BsCellStep *step)
{
  guint32 first = first_of_share (self, self->n, self->share);
  guint32 end = first_of_share (self, self->n, self->share + 1);
  BsColumns result = get_columns (self, &step->result, first), operands[BS_VECTOR_MAX_OPERANDS];

  if (first == end)
    return;
  for (guint i = 0; i < bs_vector_n_operands (step->op); i++)
    operands[i] = get_columns (self, &step->operands[i], first);
  step->kernel (step->rows, end - first, &result, operands, step->factor);
}

/* Pointers to the columns of a part, as products take them. */
static const float *const *
get_pointers (const Block *self, const BsPlace *place, float **scratch)
{
  if (place->home == BS_HOME_SOURCE)
    return (const float *const *) self->sources + (gsize) place->number * self->n;
  if (place->home == BS_HOME_OUTPUT && place->within == 0)
    return (const float *const *) self->outputs + (gsize) place->number * self->n;

  for (guint32 j = 0; j < self->n; j++)
    scratch[j] = get_value (self, place, j);

  return (const float *const *) scratch;
}

/* Where the sums are that are computed ahead. */
static BsColumns
get_ahead (const Block *self, const BsCellStep *step)
{
  return (BsColumns){
    .base = self->ahead + step->ahead_offset,
    .stride = self->cell->ahead_length,
  };
}

static BsColumns
skip_rows (BsColumns columns, guint32 rows)
{
  if (columns.at != NULL)
    columns.offset += rows;
  else
    columns.base += rows;

  return columns;
}

/* Of the panels of a product, thread @share of @n_shares has every @n_shares-th. */
static void
run_product (const Block *self, const BsCellStep *step)
{
  BsPart part = step->n_ahead_parts > 0 ? self->batch->part : BS_PART_ALL;
  guint first = part == BS_PART_REST ? step->n_ahead_parts : 0;
  guint end = part == BS_PART_AHEAD ? step->n_ahead_parts : step->n_parts;
  BsColumns result = part == BS_PART_AHEAD ? get_ahead (self, step)
                                           : get_columns (self, &step->result, 0);
  BsColumns init = part == BS_PART_REST ? get_ahead (self, step) : (BsColumns){ step->init };
  guint32 panel = BS_PANEL_ROWS;
  BsGemmPart *parts = self->own->parts;

  for (guint i = first; i < end; i++)
    {
      parts[i].k = step->parts[i].k;
      parts[i].b = get_pointers (self, &step->parts[i].place, self->scratch + (gsize) i * self->n);
    }
  for (guint32 row = self->share * panel; row < step->rows; row += panel * self->n_shares)
    {
      BsColumns rows = skip_rows (result, row), begin = init;
      gsize lda;
      const float *a = bs_packed_matrix_panel (&step->matrix, row, &lda);

      for (guint i = first; i < end; i++)
        {
          parts[i].a = a + lda * step->parts[i].first_column;
          parts[i].lda = lda;
        }
      if (init.base != NULL)
        begin.base += row;
      self->batch->kernels->gemm (MIN (panel, step->rows - row), self->n, end - first,
                                  parts + first, init.base != NULL ? &begin : NULL, &rows);
    }
}

/* Rows @first to @end of products with matrices: what is packed elsewhere are the matrices here,
 * and the rows of the weights are the columns. */
static void
multiply_matrix (const Block *self, guint32 columns, guint n_parts, const BsGemmPart *parts,
                 const float *init, float *result, guint32 first, guint32 end)
{
  BsColumns begin = { .base = (float *) init + (gsize) first * columns, .stride = columns };
  BsColumns rows = { .base = result + (gsize) first * columns, .stride = columns };

  self->batch->kernels->gemm (columns, end - first, n_parts, parts, init != NULL ? &begin : NULL,
                              &rows);
}

static void
run_matrix (const Block *self, const BsCellStep *step)
{
  guint32 first = first_of_share (self, step->rows, self->share);
  guint32 end = first_of_share (self, step->rows, self->share + 1);
  BsGemmPart *parts = self->own->parts;

  if (first == end)
    return;
  for (guint i = 0; i < step->n_parts; i++)
    for (guint32 row = first; row < end; row++)
      self->scratch[(gsize) i * step->rows + row] = (float *) step->parts[i].weights
                                                    + row * step->parts[i].stride;
  for (guint32 call = 0; call < self->n; call++)
    {
      for (guint i = 0; i < step->n_parts; i++)
        parts[i] = (BsGemmPart){
          .a = get_value (self, &step->parts[i].place, call),
          .lda = step->columns,
          .b = (const float *const *) self->scratch + (gsize) i * step->rows + first,
          .k = step->parts[i].k,
        };
      multiply_matrix (self, step->columns, step->n_parts, parts, step->init,
                       get_value (self, &step->result, call), first, end);
    }
}

static void
run_apply (const Block *self, const BsCellStep *step)
{
  guint32 first = first_of_share (self, step->rows, self->share);
  guint32 end = first_of_share (self, step->rows, self->share + 1);

  if (first == end)
    return;
  for (guint32 call = 0; call < self->n; call++)
    {
      const float *matrix = get_value (self, &step->operands[0], call);
      const float *value = get_value (self, &step->operands[1], call);
      float *result = get_value (self, &step->result, call);
      BsGemmPart part = {
        .a = value,
        .lda = step->columns,
        .b = (const float *const *) self->scratch + first,
        .k = step->k,
      };

      if (step->columns == 1)
        {
          self->batch->kernels->apply (result + first, matrix + (gsize) first * step->k, value,
                                       end - first, step->k);
          continue;
        }
      for (guint32 row = first; row < end; row++)
        self->scratch[row] = (float *) matrix + (gsize) row * step->k;
      multiply_matrix (self, step->columns, 1, &part, NULL, result, first, end);
    }
}

static void
run_losses (const Block *self, const BsCellStep *step)
{
  guint32 first = first_of_share (self, self->n, self->share);
  guint32 end = first_of_share (self, self->n, self->share + 1);
  BsColumns scores = get_columns (self, &step->operands[0], first);

  for (guint32 j = first; j < end; j++)
    {
      self->labels[j] = self->batch->graph->datum[self->nodes[j]];
      self->scratch[j] = get_value (self, &step->result, j);
    }
  if (first < end)
    self->batch->kernels->losses (step->rows, end - first, &scores, self->labels + first,
                                  self->scratch + first);
}

/* Numbers, of which there may be many: losses. */
static void
add_numbers (const Block *self, const BsCellStep *step, guint32 call)
{
  const BsGraph *graph = self->batch->graph;
  guint32 start = graph->input_start[self->nodes[call]];
  guint32 end = graph->input_start[self->nodes[call] + 1];
  double sum = 0.0;

  for (guint32 i = start; i < end; i++)
    sum += *bs_values_get_operand (self->batch->values, graph, i);
  *get_value (self, &step->result, call) = (float) (step->mean ? sum / (end - start) : sum);
}

/* The first calls of @first to @end that have as many operands: their number goes to @n_operands. */
static guint32
find_equal (const Block *self, guint32 first, guint32 end, guint32 *n_operands)
{
  const guint32 *start = self->batch->graph->input_start;
  guint32 last = first + 1;

  *n_operands = start[self->nodes[first] + 1] - start[self->nodes[first]];
  while (last < end && start[self->nodes[last] + 1] - start[self->nodes[last]] == *n_operands)
    last++;

  return last;
}

/* What goes on was of @phase until now. */
static void
end_event (const Block *self, BsPhase phase, guint64 bytes, guint64 flops)
{
  BsEvent *event = self->event;
  gint64 now_ns;

  /* Operands that lay side by side already are no copy: to look at them is the next event's. */
  if (event == NULL || (phase == BS_PHASE_GATHER && bytes == 0))
    return;
  now_ns = bs_now_ns ();
  /* Member by member: what was written in parts a moment ago is slow to read as a whole. */
  if (self->own->n_events < self->own->event_capacity)
    self->own->events[self->own->n_events++] = (BsEvent){
      .start_ns = event->start_ns,
      .end_ns = now_ns,
      .bytes = bytes,
      .flops = flops,
      .decision = event->decision,
      .mini_batch = event->mini_batch,
      .phase = phase,
      .lane = event->lane,
    };
  event->start_ns = now_ns;
}

/* Whether the values of calls are side by side. */
static gboolean
are_adjacent (const BsColumns *values, guint32 length, guint32 n)
{
  for (guint32 j = 1; j < n; j++)
    if (bs_columns_get (values, j) != bs_columns_get (values, 0) + (gsize) j * length)
      return FALSE;

  return TRUE;
}

/* Copies values of @n calls together, unless they are; @values: (inout): then the copies. */
static void
gather (const Block *self, const BsCellStep *step, guint32 first, guint32 n, BsColumns *values)
{
  BsColumns copies = get_columns (self, &step->operands[0], first);
  guint64 bytes = (guint64) step->rows * n * sizeof (float);

  if (are_adjacent (values, step->rows, n))
    return;
  end_event (self, BS_PHASE_FUSED, 0, 0);
  self->batch->kernels->copy (step->rows, n, &copies, values, 0.0f);
  end_event (self, BS_PHASE_GATHER, bytes, 0);
  *values = copies;
  self->own->n_gathers++;
  self->own->gather_bytes += bytes;
}

/* What redirects is read from where the copy is. */
static void
run_gather (const Block *self, const BsCellStep *step)
{
  BsColumns values = get_columns (self, &step->operands[0], 0);
  BsColumns copies = get_columns (self, &step->result, 0);

  if (step->redirects && are_adjacent (&values, step->rows, self->n))
    return;
  self->batch->kernels->copy (step->rows, self->n, &copies, &values, 0.0f);
  self->own->n_gathers += step->first;
  self->own->gather_bytes += (guint64) step->rows * self->n * sizeof (float);
  if (step->redirects)
    for (guint32 j = 0; j < self->n; j++)
      self->sources[(gsize) step->operands[0].number * self->n + j] = bs_columns_get (&copies, j);
}

static void
run_reduce (const Block *self, const BsCellStep *step)
{
  const BsFusedKernels *kernels = self->batch->kernels;
  const BsGraph *graph = self->batch->graph;
  guint32 end = first_of_share (self, self->n, self->share + 1), last, n_operands;

  for (guint32 call = first_of_share (self, self->n, self->share); call < end; call = last)
    {
      BsColumns result = get_columns (self, &step->result, call), operands[2];

      last = step->rows == 1 ? call + 1 : find_equal (self, call, end, &n_operands);
      if (step->rows == 1)
        {
          add_numbers (self, step, call);
          continue;
        }
      for (guint32 k = 0; k < n_operands; k++)
        {
          for (guint32 j = call; j < last; j++)
            self->scratch[j] = bs_values_get_operand (self->batch->values, graph,
                                                      graph->input_start[self->nodes[j]] + k);
          operands[0] = (BsColumns){ .at = self->scratch + call };
          operands[1] = result;
          if (step->operands[0].home == BS_HOME_LAYOUT)
            gather (self, step, call, last - call, &operands[0]);
          if (k == 0)
            kernels->copy (step->rows, last - call, &result, operands, 0.0f);
          else
            kernels->add (step->rows, last - call, &result, operands, 0.0f);
        }
      if (step->mean)
        kernels->scale (step->rows, last - call, &result, &result, 1.0f / n_operands);
    }
}

static void
run_step (const Block *self, const BsCellStep *step)
{
  switch (step->kind)
    {
    case BS_STEP_VECTOR:
      run_vector (self, step);
      break;
    case BS_STEP_PRODUCT:
      run_product (self, step);
      break;
    case BS_STEP_MATRIX:
      run_matrix (self, step);
      break;
    case BS_STEP_APPLY:
      run_apply (self, step);
      break;
    case BS_STEP_LOSS:
      run_losses (self, step);
      break;
    case BS_STEP_REDUCE:
      run_reduce (self, step);
      break;
    case BS_STEP_GATHER:
    case BS_STEP_SCATTER:
      run_gather (self, step);
      break;
    }
}

static gboolean
is_product (const BsCellStep *step)
{
  return step->kind == BS_STEP_PRODUCT || step->kind == BS_STEP_MATRIX;
}

/* Steps whose work is divided by rows: others see all of their results only afterwards. */
static gboolean
is_divided_by_rows (const BsCellStep *step)
{
  return is_product (step) || step->kind == BS_STEP_APPLY;
}

static BsPhase
get_phase (const BsCellStep *step)
{
  switch (step->kind)
    {
    case BS_STEP_PRODUCT:
    case BS_STEP_MATRIX:
      return BS_PHASE_GEMM;
    case BS_STEP_GATHER:
      return BS_PHASE_GATHER;
    case BS_STEP_SCATTER:
      return BS_PHASE_SCATTER;
    default:
      return BS_PHASE_FUSED;
    }
}

/* Rows of a product that this thread has. */
static guint32
count_rows (const Block *self, const BsCellStep *step)
{
  guint32 panel = BS_PANEL_ROWS, n = 0;

  if (step->kind != BS_STEP_PRODUCT)
    return first_of_share (self, step->rows, self->share + 1)
           - first_of_share (self, step->rows, self->share);
  for (guint32 row = self->share * panel; row < step->rows; row += panel * self->n_shares)
    n += MIN (panel, step->rows - row);

  return n;
}

static guint64
count_flops (const Block *self, const BsCellStep *step)
{
  guint32 k = step->k;

  if (!is_divided_by_rows (step))
    return 0;
  if (step->n_ahead_parts > 0 && self->batch->part != BS_PART_ALL)
    {
      k = step->parts[step->n_ahead_parts].first_column;
      k = self->batch->part == BS_PART_AHEAD ? k : step->k - k;
    }

  return 2ull * count_rows (self, step) * step->columns * k * self->n;
}

/* The first step from @i on that belongs to the part of the batch; n_steps: there is none. */
static guint
find_step (const Block *self, guint i)
{
  BsPart part = self->batch->part;

  for (; i < self->cell->n_steps; i++)
    {
      const BsCellStep *step = &self->cell->steps[i];

      if (part == BS_PART_ALL || (part == BS_PART_REST && !step->ahead)
          || (part == BS_PART_AHEAD && (step->ahead || step->n_ahead_parts > 0)))
        break;
    }

  return i;
}

/* Runs the steps; an event for those of one phase that follow each other, or copy one tuple. */
static void
run_steps (Block *self, BsTeam *team)
{
  const BsLoweredCell *cell = self->cell;
  BsEvent event = self->batch->event;
  guint64 copied = self->own->gather_bytes, flops = 0;
  guint next_index;

  if (self->batch->with_events)
    {
      event.lane = self->own->lane;
      event.start_ns = bs_now_ns ();
      self->event = &event;
    }
  for (guint i = find_step (self, 0); i < cell->n_steps; i = next_index)
    {
      const BsCellStep *step = &cell->steps[i], *next;
      gboolean last;

      next_index = find_step (self, i + 1);
      next = &cell->steps[next_index];
      last = next_index == cell->n_steps;
      run_step (self, step);
      if (team != NULL && !last && (is_divided_by_rows (step) || is_divided_by_rows (next)))
        bs_team_meet (team);
      if (self->event == NULL)
        continue;
      flops += count_flops (self, step);
      if (last || get_phase (step) != get_phase (next) || next->first)
        {
          BsPhase phase = get_phase (step);

          /* Sums tell of their own copies. */
          end_event (self, phase, phase == BS_PHASE_FUSED ? 0 : self->own->gather_bytes - copied,
                     flops);
          flops = 0;
          copied = self->own->gather_bytes;
        }
    }
}

void
bs_fused_run (const BsFusedBatch *batch, guint32 first, guint32 n, BsFusedWorkspace *workspace)
{
  Block block;

  block_init (&block, batch, first, n, workspace, workspace);
  find_pointers (&block);
  run_steps (&block, NULL);
}

void
bs_fused_prepare (const BsFusedBatch *batch, guint32 first, guint32 n, BsFusedWorkspace *workspace)
{
  Block block;

  block_init (&block, batch, first, n, workspace, workspace);
  find_pointers (&block);
}

void
bs_fused_run_together (const BsFusedBatch *batch, guint32 first, guint32 n,
                       BsFusedWorkspace *workspaces, BsTeam *team, guint thread)
{
  Block block;

  block_init (&block, batch, first, n, &workspaces[0], &workspaces[thread]);
  block.share = thread;
  block.n_shares = bs_team_get_n_threads (team);
  run_steps (&block, team);
}
