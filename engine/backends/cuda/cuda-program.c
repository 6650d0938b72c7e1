/* SPDX-License-Identifier: Apache-2.0 */
/* What a GPU is told to do for the batches of a stage. */
#include "config.h"

#include "engine/backends/cuda/cuda-adding.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK 256
/* Blocks along x are never more than this: threads go on with what is left. */
#define MOST_BLOCKS 4096
/* Of all GPUs. Source: CUDA C++ Programming Guide, "Technical Specifications per Compute Capability". */
#define MOST_ROWS 65535u

/* Arguments of kernels, as they have them. */

typedef struct
{
  BsCudaColumns result, operands[BS_VECTOR_MAX_OPERANDS];
  guint32 rows, n, op;
  float factor;
} VectorJob;

BsCudaProgram *
bs_cuda_program_new (void)
{
  BsCudaProgram *self = g_new0 (BsCudaProgram, 1);

  self->launches = g_array_new (FALSE, FALSE, sizeof (BsCudaLaunch));
  self->batches = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->arguments = g_byte_array_new ();
  self->lists = g_byte_array_new ();
  self->own_arguments = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->own_lists = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->addresses = g_array_new (FALSE, FALSE, sizeof (guint64));

  return self;
}

void
bs_cuda_program_free (BsCudaProgram *self, BsCudaDevice *device)
{
  bs_cuda_buffer_clear (&self->buffer, device);
  g_array_unref (self->launches);
  g_array_unref (self->batches);
  g_byte_array_unref (self->arguments);
  g_byte_array_unref (self->lists);
  g_array_unref (self->own_arguments);
  g_array_unref (self->own_lists);
  g_array_unref (self->addresses);
  g_free (self);
}

void
bs_cuda_program_clear (BsCudaProgram *self)
{
  g_array_set_size (self->launches, 0);
  g_array_set_size (self->batches, 0);
  g_byte_array_set_size (self->arguments, 0);
  g_byte_array_set_size (self->lists, 0);
  g_array_set_size (self->own_arguments, 0);
  g_array_set_size (self->own_lists, 0);
  self->n_gathers = self->gather_bytes = 0;
}

/* Appends @size bytes from the next place that 8 divides. Returns: where they begin. */
static guint32
append (GByteArray *to, gconstpointer data, gsize size)
{
  static const guint8 nothing[8];
  guint32 at;

  g_byte_array_append (to, nothing, -to->len & 7);
  at = to->len;
  g_byte_array_append (to, data, size);

  return at;
}

/* Addresses within the lists are known when these are on the device: until then they are from 0, and marked. */
#define WITHIN (G_GUINT64_CONSTANT (1) << 63)

static void
note_own (GArray *own, guint32 where, guint64 *address)
{
  if ((*address & WITHIN) == 0)
    return;
  *address &= ~WITHIN;
  g_array_append_val (own, where);
}

/* Appends arguments, in which the addresses at @n_places places may be within the lists. All bytes of them
 * have to be set: they are compared. */
guint32
bs_cuda_append_noted (GByteArray *to, GArray *own, gpointer data, gsize size, const guint16 *places,
                      guint n_places)
{
  guint32 at = append (to, data, size);

  for (guint i = 0; i < n_places; i++)
    note_own (own, at + places[i], (guint64 *) (to->data + at + places[i]));

  return at;
}

guint64
bs_cuda_append_list (BsCudaProgram *self, gconstpointer data, gsize size)
{
  return append (self->lists, data, size) | WITHIN;
}

/* Columns that are at @self->addresses: so far apart, or by a list. */
BsCudaColumns
bs_cuda_find_columns (BsCudaProgram *self)
{
  const guint64 *at = (const guint64 *) (gpointer) self->addresses->data;
  guint n = self->addresses->len;
  guint64 apart = n > 1 ? at[1] - at[0] : 0;
  gboolean regular = apart % sizeof (float) == 0 && apart / sizeof (float) <= G_MAXINT32;

  for (guint i = 2; regular && i < n; i++)
    regular = at[i] - at[i - 1] == apart;
  if (regular)
    return (BsCudaColumns){ .base = at[0], .stride = (guint32) (apart / sizeof (float)) };

  return (BsCudaColumns){ .at = bs_cuda_append_list (self, at, n * sizeof *at) };
}

static void
find_source (BsCudaAdding *self, guint number)
{
  const BsValues *values = self->places->values;
  const BsGraph *graph = self->batch->graph;
  const BsOp *op = &self->batch->cell->cell->ops[self->steps->sources[number]];
  const BsParameter *table = op->parameter != BS_NO_PARAMETER
                                 ? &self->places->model->parameters[op->parameter]
                                 : NULL;
  gsize length = bs_op_length (op);
  guint64 *at;

  g_array_set_size (self->program->addresses, self->batch->n);
  at = (guint64 *) (gpointer) self->program->addresses->data;
  for (guint32 j = 0; j < self->batch->n; j++)
    {
      guint32 node = self->batch->nodes[j], index = graph->input_start[node] + op->a;

      if (op->kind == BS_OP_INPUT && index < graph->input_start[node + 1])
        at[j] = (guint64) (gsize) bs_values_get_operand (values, graph, index);
      else if (op->kind == BS_OP_INPUT)
        at[j] = self->places->parameters + (table != NULL ? table->offset : 0) * sizeof (float);
      else
        at[j] = self->places->parameters
                + (table->offset + (gsize) (graph->datum[node] % table->dims[0]) * length)
                      * sizeof (float);
    }
  self->sources[number] = bs_cuda_find_columns (self->program);
}

static void
find_output (BsCudaAdding *self, guint output)
{
  guint64 *at;

  g_array_set_size (self->program->addresses, self->batch->n);
  at = (guint64 *) (gpointer) self->program->addresses->data;
  for (guint32 j = 0; j < self->batch->n; j++)
    at[j] = (guint64) (gsize) bs_values_get (self->places->values, self->batch->nodes[j], output);
  self->outputs[output] = bs_cuda_find_columns (self->program);
}

/* Columns of a value among those of @n calls that are laid out value by value; of calls from @first on. */
static BsCudaColumns
get_side_by_side (CUdeviceptr numbers, const BsCudaPlace *place, guint32 first, guint32 n)
{
  guint64 at = place->offset * n + (guint64) first * place->length + place->within;

  return (BsCudaColumns){ .base = numbers + at * sizeof (float), .stride = place->length };
}

BsCudaColumns
bs_cuda_get_columns (const BsCudaAdding *self, const BsCudaPlace *place)
{
  const BsCudaBatch *batch = self->batch;
  BsCudaPlace part = *place;

  switch (place->home)
    {
    case BS_CUDA_AT_SOURCE:
      return bs_cuda_skip (self->sources[place->number], place->within);
    case BS_CUDA_AT_OUTPUT:
      return bs_cuda_skip (self->outputs[place->number], place->within);
    case BS_CUDA_AT_AHEAD:
      return get_side_by_side (batch->ahead.numbers, place, batch->ahead.first, batch->ahead.n);
    case BS_CUDA_AT_SUM:
      if (self->parted[place->number])
        {
          part.offset = place->part_offset;
          part.within = place->part_within;
          part.length = place->part_length;
        }
      else if (!place->first)
        break;
      return get_side_by_side (self->places->work, &part, 0, batch->n);
    case BS_CUDA_AT_WORK:
      return get_side_by_side (self->places->work, place, 0, batch->n);
    case BS_CUDA_AT_PARAMETER:
      return (BsCudaColumns){
        .base = self->places->parameters + (place->offset + place->within) * sizeof (float),
      };
    case BS_CUDA_AT_PACKED:
      return (BsCudaColumns){
        .base = self->places->packed
                + (batch->packed + place->offset + place->within) * sizeof (float),
      };
    case BS_CUDA_AT_NONE:
      break;
    }

  return (BsCudaColumns){ 0 };
}

guint64
bs_cuda_get_column (const BsCudaProgram *self, const BsCudaColumns *columns, guint32 j)
{
  const guint64 *at;

  if (columns->at == 0)
    return columns->base + (guint64) j * columns->stride * sizeof (float);

  at = (const guint64 *) (gpointer) (self->lists->data + (columns->at & ~WITHIN));

  return at[j] + columns->offset * sizeof (float);
}

static gboolean
is_inside (guint64 first, guint64 end, guint64 block, gsize numbers)
{
  return first >= block && end <= block + numbers * sizeof (float);
}

/* Whether all from the first to the last of @n columns is one piece of memory: two values are always some
 * way apart. */
static gboolean
is_one_piece (const BsCudaAdding *self, const BsCudaColumns *columns, guint32 rows, guint32 n)
{
  const BsCudaPlaces *places = self->places;
  guint64 end = columns->base + ((guint64) columns->stride * (n - 1) + rows) * sizeof (float);

  if (is_inside (columns->base, end, places->parameters, places->model->n_values)
      || is_inside (columns->base, end, places->work, self->steps->work_length * self->batch->n)
      || is_inside (columns->base, end, self->batch->ahead.numbers,
                    (gsize) self->batch->cell->ahead_length * self->batch->ahead.n))
    return TRUE;
  for (guint i = 0; i < places->values->n_blocks; i++)
    {
      const BsValueBlock *block = &g_array_index (places->values->blocks, BsValueBlock, i);

      if (is_inside (columns->base, end, (guint64) (gsize) block->numbers, block->capacity))
        return TRUE;
    }

  return FALSE;
}

/* Whether columns of @rows numbers can be columns of one matrix. */
gboolean
bs_cuda_is_matrix (const BsCudaAdding *self, const BsCudaColumns *columns, guint32 rows, guint32 n)
{
  return columns->at == 0
         && (n == 1 || (columns->stride >= rows && is_one_piece (self, columns, rows, n)));
}

static gboolean
are_adjacent (const BsCudaColumns *columns, guint32 rows, guint32 n)
{
  return columns->at == 0 && (n == 1 || columns->stride == rows);
}

static guint32
count_blocks (guint64 n, guint32 block)
{
  return (guint32) CLAMP ((n + block - 1) / block, 1, MOST_BLOCKS);
}

BsCudaLaunch *
bs_cuda_add_launch (BsCudaAdding *self, const BsCudaLaunch *launch)
{
  g_array_append_vals (self->program->launches, launch, 1);

  return &g_array_index (self->program->launches, BsCudaLaunch, self->program->launches->len - 1);
}

static void
note_columns (BsCudaProgram *self, guint32 where)
{
  BsCudaColumns *columns = (BsCudaColumns *) (gpointer) (self->lists->data + where);

  note_own (self->own_lists, where + G_STRUCT_OFFSET (BsCudaColumns, at), &columns->at);
}

BsCudaLaunch *
bs_cuda_add_jobs (BsCudaAdding *self, CUfunction function, BsPhase phase, gconstpointer jobs,
                  gsize job_size, guint n_jobs, const guint16 *columns, guint n_columns,
                  guint64 most)
{
  struct
  {
    guint64 jobs;
    guint32 n, padding;
  } arguments = { bs_cuda_append_list (self->program, jobs, n_jobs * job_size), n_jobs };
  const guint16 places[] = { 0 };
  BsCudaLaunch launch = {
    .kind = BS_CUDA_LAUNCH_KERNEL,
    .phase = phase,
    .function = function,
    .grid = { count_blocks (most, BLOCK), MIN (n_jobs, MOST_ROWS) },
    .block = BLOCK,
    .offsets = { 0, G_STRUCT_OFFSET (__typeof__ (arguments), n) },
  };

  for (guint i = 0; i < n_jobs; i++)
    for (guint k = 0; k < n_columns; k++)
      note_columns (self->program,
                    (guint32) ((arguments.jobs & ~WITHIN) + i * job_size + columns[k]));
  launch.arguments = bs_cuda_append_noted (self->program->arguments, self->program->own_arguments,
                                           &arguments, sizeof arguments, places, 1);

  return bs_cuda_add_launch (self, &launch);
}

void
bs_cuda_add_copies (BsCudaAdding *self, const BsCudaCopyJob *jobs, guint n_jobs, BsPhase phase)
{
  const guint16 columns[] = { G_STRUCT_OFFSET (BsCudaCopyJob, to),
                              G_STRUCT_OFFSET (BsCudaCopyJob, from) };
  guint64 most = 0, bytes = 0;
  BsCudaLaunch *launch;

  if (n_jobs == 0)
    return;
  for (guint i = 0; i < n_jobs; i++)
    {
      most = MAX (most, (guint64) jobs[i].rows * jobs[i].n);
      bytes += (guint64) jobs[i].rows * jobs[i].n * sizeof (float);
    }
  launch = bs_cuda_add_jobs (self, self->places->kernels->copy, phase, jobs, sizeof *jobs, n_jobs,
                             columns, G_N_ELEMENTS (columns), most);
  launch->bytes = bytes;
  launch->traffic = 2 * bytes;
  self->program->n_gathers++;
  self->program->gather_bytes += bytes;
}

static void
add_copy_step (BsCudaAdding *self, const BsCudaStep *step)
{
  g_autofree BsCudaCopyJob *jobs = g_new (BsCudaCopyJob, step->n_jobs);
  guint n = 0;

  for (guint i = 0; i < step->n_jobs; i++)
    {
      const BsCudaJob *job = &step->jobs[i];
      BsCudaColumns to = bs_cuda_get_columns (self, &job->result),
                    from = bs_cuda_get_columns (self, &job->operands[0]);

      /* operands that lie side by side already are read where they are */
      if (job->redirects && are_adjacent (&from, job->rows, self->batch->n))
        continue;
      jobs[n++] = (BsCudaCopyJob){ to, from, job->rows, self->batch->n };
      if (job->redirects)
        self->sources[job->operands[0].number] = to;
    }
  bs_cuda_add_copies (self, jobs, n, step->phase);
}

/* What is nowhere is not read, and what all calls share stays near. */
static guint64
get_traffic (const BsSectionColumn *column, const BsCudaColumns *at, guint32 n)
{
  gboolean shared = column->kind == BS_SECTION_INIT || column->kind == BS_SECTION_PARAMETER
                    || column->kind == BS_SECTION_WEIGHTS;

  if (at->base == 0 && at->at == 0)
    return 0;

  return (guint64) column->length * (shared ? 1 : n) * sizeof (float);
}

/* Its argument is one struct: the columns, how many calls there are, and the lengths of its loops. */
static void
add_section (BsCudaAdding *self, const BsCudaStep *step)
{
  const GArray *columns = step->section->columns, *lengths = step->section->lengths;
  gsize size = columns->len * sizeof (BsCudaColumns) + (1 + lengths->len) * sizeof (guint32);
  g_autofree guint8 *argument = g_malloc0 (size + 4);
  g_autofree guint16 *places = g_new (guint16, columns->len);
  BsCudaColumns *to = (BsCudaColumns *) (gpointer) argument;
  guint32 *numbers = (guint32 *) (gpointer) (to + columns->len), most = step->section->most;
  BsCudaLaunch launch = {
    .kind = BS_CUDA_LAUNCH_KERNEL,
    .phase = step->phase,
    .function = step->section->function,
  };

  for (guint i = 0; i < columns->len; i++)
    {
      to[i] = bs_cuda_get_columns (self, &step->columns[i]);
      launch.traffic += get_traffic (&g_array_index (columns, BsSectionColumn, i), &to[i],
                                     self->batch->n);
      places[i] = (guint16) (i * sizeof *to + G_STRUCT_OFFSET (BsCudaColumns, at));
    }
  numbers[0] = self->batch->n;
  for (guint i = 0; i < lengths->len; i++)
    numbers[1 + i] = g_array_index (lengths, guint32, i);
  launch.flops = step->section->flops * self->batch->n;
  launch.block = CLAMP ((most + BS_CUDA_WARP - 1) / BS_CUDA_WARP * BS_CUDA_WARP, BS_CUDA_WARP,
                        BLOCK);
  launch.grid[0] = step->section->in_order ? 1 : count_blocks (most, launch.block);
  launch.grid[1] = MIN (self->batch->n, MOST_ROWS);
  launch.arguments = bs_cuda_append_noted (self->program->arguments, self->program->own_arguments,
                                           argument, size, places, columns->len);
  bs_cuda_add_launch (self, &launch);
}

static void
add_vector (BsCudaAdding *self, const BsCudaStep *step)
{
  g_autofree VectorJob *jobs = g_new0 (VectorJob, step->n_jobs);
  guint16 columns[1 + BS_VECTOR_MAX_OPERANDS] = { G_STRUCT_OFFSET (VectorJob, result) };
  guint64 most = 0, traffic = 0;

  for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
    columns[1 + k] = G_STRUCT_OFFSET (VectorJob, operands) + k * sizeof (BsCudaColumns);
  for (guint i = 0; i < step->n_jobs; i++)
    {
      const BsCudaJob *job = &step->jobs[i];

      jobs[i] = (VectorJob){
        .result = bs_cuda_get_columns (self, &job->result),
        .rows = job->rows,
        .n = self->batch->n,
        .op = job->op,
        .factor = job->factor,
      };
      for (guint k = 0; k < bs_vector_n_operands (job->op); k++)
        jobs[i].operands[k] = bs_cuda_get_columns (self, &job->operands[k]);
      most = MAX (most, (guint64) job->rows * self->batch->n);
      traffic += (guint64) (1 + bs_vector_n_operands (job->op)) * job->rows * self->batch->n;
    }
  bs_cuda_add_jobs (self, self->places->kernels->vector, step->phase, jobs, sizeof *jobs,
                    step->n_jobs, columns, G_N_ELEMENTS (columns), most)
      ->traffic = traffic * sizeof (float);
}

static void
add_losses (BsCudaAdding *self, const BsCudaStep *step)
{
  const BsCudaJob *job = &step->jobs[0];
  guint32 n = self->batch->n;
  g_autofree guint32 *labels = g_new (guint32, n);
  struct
  {
    BsCudaColumns scores;
    guint64 init, labels;
    BsCudaColumns result;
    guint32 rows, n;
  } arguments = {
    .scores = bs_cuda_get_columns (self, &job->operands[0]),
    .init = bs_cuda_get_columns (self, &job->operands[1]).base,
    .result = bs_cuda_get_columns (self, &job->result),
    .rows = job->rows,
    .n = n,
  };
#define AT(member) G_STRUCT_OFFSET (__typeof__ (arguments), member)
  const guint16 places[] = { AT (scores.at), AT (labels), AT (result.at) };
  BsCudaLaunch launch = {
    .kind = BS_CUDA_LAUNCH_KERNEL,
    .phase = step->phase,
    .traffic = ((guint64) job->rows + 1) * n * sizeof (float),
    .function = self->places->kernels->losses,
    .grid = { MIN (n, MOST_BLOCKS), 1 },
    .block = MIN ((job->rows + BS_CUDA_WARP - 1) / BS_CUDA_WARP * BS_CUDA_WARP, BLOCK),
    .offsets = { AT (scores), AT (init), AT (labels), AT (result), AT (rows), AT (n) },
  };
#undef AT

  for (guint32 j = 0; j < n; j++)
    labels[j] = self->batch->graph->datum[self->batch->nodes[j]];
  arguments.labels = bs_cuda_append_list (self->program, labels, n * sizeof *labels);
  launch.arguments = bs_cuda_append_noted (self->program->arguments, self->program->own_arguments,
                                           &arguments, sizeof arguments, places,
                                           G_N_ELEMENTS (places));
  bs_cuda_add_launch (self, &launch);
}

static void
add_reduce (BsCudaAdding *self, const BsCudaStep *step)
{
  const BsGraph *graph = self->batch->graph;
  const BsCudaJob *job = &step->jobs[0];
  guint32 n = self->batch->n, n_operands = 0;
  g_autofree guint32 *start = g_new (guint32, n + 1);
  struct
  {
    guint64 at, start;
    BsCudaColumns result;
    guint32 rows, n, mean, padding;
  } arguments = {
    .result = bs_cuda_get_columns (self, &job->result),
    .rows = job->rows,
    .n = n,
    .mean = job->mean,
  };
#define AT(member) G_STRUCT_OFFSET (__typeof__ (arguments), member)
  const guint16 places[] = { AT (at), AT (start), AT (result.at) };
  BsCudaLaunch launch = {
    .kind = BS_CUDA_LAUNCH_KERNEL,
    .phase = step->phase,
    .function = self->places->kernels->reduce,
    .grid = { count_blocks (job->rows, BLOCK), MIN (n, MOST_ROWS) },
    .block = MIN ((job->rows + BS_CUDA_WARP - 1) / BS_CUDA_WARP * BS_CUDA_WARP, BLOCK),
    .offsets = { AT (at), AT (start), AT (result), AT (rows), AT (n), AT (mean) },
  };

  if (job->rows == 1)
    {
      const guint16 offsets[] = { AT (at), AT (start), AT (result), AT (n), AT (mean) };

      launch.function = self->places->kernels->reduce_numbers;
      launch.grid[0] = MIN (n, MOST_BLOCKS);
      launch.grid[1] = 1;
      launch.block = BLOCK;
      memset (launch.offsets, 0, sizeof launch.offsets);
      memcpy (launch.offsets, offsets, sizeof offsets);
    }
#undef AT
  g_array_set_size (self->program->addresses, 0);
  for (guint32 j = 0; j < n; j++)
    {
      guint32 node = self->batch->nodes[j];

      start[j] = n_operands;
      n_operands += graph->input_start[node + 1] - graph->input_start[node];
      for (guint32 i = graph->input_start[node]; i < graph->input_start[node + 1]; i++)
        {
          guint64 address = (guint64) (gsize) bs_values_get_operand (self->places->values, graph,
                                                                     i);

          g_array_append_val (self->program->addresses, address);
        }
    }
  start[n] = n_operands;
  launch.traffic = (guint64) job->rows * (n_operands + n) * sizeof (float);
  arguments.at = bs_cuda_append_list (self->program, self->program->addresses->data,
                                      n_operands * sizeof (guint64));
  arguments.start = bs_cuda_append_list (self->program, start, (n + 1) * sizeof *start);
  launch.arguments = bs_cuda_append_noted (self->program->arguments, self->program->own_arguments,
                                           &arguments, sizeof arguments, places,
                                           G_N_ELEMENTS (places));
  bs_cuda_add_launch (self, &launch);
}

static void
add_step (BsCudaAdding *self, const BsCudaStep *step)
{
  switch (step->kind)
    {
    case BS_CUDA_COPY:
      add_copy_step (self, step);
      break;
    case BS_CUDA_PRODUCT:
      bs_cuda_add_product_step (self, step);
      break;
    case BS_CUDA_MATRIX:
      bs_cuda_add_matrix_step (self, step);
      break;
    case BS_CUDA_APPLY:
      bs_cuda_add_apply_step (self, step);
      break;
    case BS_CUDA_SECTION:
      add_section (self, step);
      break;
    case BS_CUDA_VECTOR:
      add_vector (self, step);
      break;
    case BS_CUDA_LOSS:
      add_losses (self, step);
      break;
    case BS_CUDA_REDUCE:
      add_reduce (self, step);
      break;
    }
}

static void
add_batch (BsCudaProgram *self, const BsCudaPlaces *places, const BsCudaBatch *batch)
{
  BsCudaAdding adding = {
    .program = self,
    .places = places,
    .batch = batch,
    .steps = bs_cuda_cell_get_steps (batch->cell, batch->variant, batch->n),
  };

  if (adding.steps->n_steps == 0)
    return;
  for (guint i = 0; i < adding.steps->n_sources; i++)
    find_source (&adding, i);
  for (guint output = 0; output < BS_MAX_CELL_OUTPUTS; output++)
    if (adding.steps->writes[output])
      find_output (&adding, output);
  for (guint i = 0; i < adding.steps->n_steps; i++)
    add_step (&adding, &adding.steps->steps[i]);
}

void
bs_cuda_program_add (BsCudaProgram *self, const BsCudaPlaces *places, const BsCudaBatch *before,
                     const BsCudaBatch *batch)
{
  guint32 first = self->launches->len;

  g_array_append_val (self->batches, first);
  if (before != NULL)
    add_batch (self, places, before);
  add_batch (self, places, batch);
}

static void
move_addresses (GByteArray *bytes, const GArray *own, guint64 by)
{
  for (guint i = 0; i < own->len; i++)
    {
      guint64 *address = (guint64 *) (gpointer) (bytes->data + g_array_index (own, guint32, i));

      *address += by;
    }
}

void
bs_cuda_program_upload (BsCudaProgram *self, BsCudaDevice *device)
{
  if (!bs_cuda_buffer_reserve (&self->buffer, device, self->lists->len, TRUE))
    return;
  move_addresses (self->arguments, self->own_arguments, self->buffer.device);
  move_addresses (self->lists, self->own_lists, self->buffer.device);
  if (self->lists->len > 0)
    memcpy (self->buffer.host, self->lists->data, self->lists->len);
  bs_cuda_buffer_upload (&self->buffer, device, self->lists->len);
}

static void
run_kernel (const BsCudaProgram *self, BsCudaDevice *device, const BsCudaLaunch *launch)
{
  guint8 *arguments = self->arguments->data + launch->arguments;
  void *pointers[BS_CUDA_MAX_ARGUMENTS];

  for (guint i = 0; i < BS_CUDA_MAX_ARGUMENTS; i++)
    pointers[i] = arguments + launch->offsets[i];
  bs_cuda_device_expect (device,
                         device->cuda->p_cuLaunchKernel (launch->function, launch->grid[0],
                                                         launch->grid[1], 1, launch->block, 1, 1, 0,
                                                         device->compute, pointers, NULL),
                         _ ("A kernel could not be started"));
}

static void
run_product (const BsCudaProgram *self, BsCudaDevice *device, const BsCudaLaunch *launch)
{
  const BsCudaLibrary *cuda = device->cuda;
  const guint64 *at = (const guint64 *) (gpointer) (self->arguments->data + launch->arguments);
  const float *a = GSIZE_TO_POINTER (at[0]), *b = GSIZE_TO_POINTER (at[1]), one = 1.0f;
  cublasOperation_t op = launch->transposed ? CUBLAS_OP_T : CUBLAS_OP_N;
  float *c = GSIZE_TO_POINTER (at[2]);
  cublasStatus_t status;

  if (launch->kind == BS_CUDA_LAUNCH_PRODUCT)
    status = cuda->p_cublasSgemm (device->blas, op, CUBLAS_OP_N, launch->m, launch->n, launch->k,
                                  &one, a, launch->lda, b, launch->ldb, &launch->beta, c,
                                  launch->ldc);
  else if (launch->kind == BS_CUDA_LAUNCH_STRIDED)
    status = cuda->p_cublasSgemmStridedBatched (device->blas, op, CUBLAS_OP_N, launch->m, launch->n,
                                                launch->k, &one, a, launch->lda, launch->stride_a,
                                                b, launch->ldb, launch->stride_b, &launch->beta, c,
                                                launch->ldc, launch->stride_c, launch->n_matrices);
  else
    status = cuda->p_cublasSgemmBatched (device->blas, op, CUBLAS_OP_N, launch->m, launch->n,
                                         launch->k, &one, (const float *const *) a, launch->lda,
                                         (const float *const *) b, launch->ldb, &launch->beta,
                                         (float *const *) c, launch->ldc, launch->n_matrices);
  bs_cuda_device_expect_blas (device, status, _ ("A product could not be started"));
}

static guint64
count_traffic (const BsCudaLaunch *launch)
{
  guint64 m = (guint64) launch->m, n = (guint64) launch->n, k = (guint64) launch->k;
  guint64 writes = launch->beta != 0.0f ? 2 : 1;

  if (launch->kind == BS_CUDA_LAUNCH_KERNEL)
    return launch->traffic;

  return (m * k + k * n + writes * m * n) * (guint64) launch->n_matrices * sizeof (float);
}

void
bs_cuda_program_run (const BsCudaProgram *self, BsCudaDevice *device, guint32 index,
                     guint32 decision)
{
  guint32 first = g_array_index (self->batches, guint32, index);
  guint32 end = index + 1 < self->batches->len ? g_array_index (self->batches, guint32, index + 1)
                                               : self->launches->len;

  for (guint32 i = first; i < end && device->error == NULL; i++)
    {
      const BsCudaLaunch *launch = &g_array_index (self->launches, BsCudaLaunch, i);
      BsSpan span = {
        .kind = BS_SPAN_WORK,
        .phase = launch->phase,
        .mini_batch = device->mini_batch,
        .decision = decision,
        .bytes = launch->bytes,
        .flops = launch->flops,
        .traffic = count_traffic (launch),
      };

      bs_observer_enter (device->observer, &span);
      if (launch->kind == BS_CUDA_LAUNCH_KERNEL)
        run_kernel (self, device, launch);
      else
        run_product (self, device, launch);
      bs_observer_leave (device->observer, &span);
    }
}
