/* SPDX-License-Identifier: Apache-2.0 */
/* Makes cells ready for batches on a GPU. */
#include "config.h"

#include "engine/backends/cuda/cuda-cell.h"

#include <string.h>

#include "engine/backends/cuda/cuda-literal.h"
#include "engine/op-info.h"

#define NONE BS_DRAFT_NONE
/* Of a product that stands for several, against theirs. */
#define MOST_WORK 2

typedef struct
{
  BsCudaCell *self;
  const BsModel *model;
  const BsCell *cell;
  BsFusedSteps drafts;
  GArray *steps; /* BsCudaStep */
  guint64 work_length, n_packed;
  BsPlace places[BS_MAX_OPS];
  gboolean has_init[BS_MAX_OPS];
  BsPlace inits[BS_MAX_OPS];
  guint16 section_of[BS_MAX_OPS]; /* the run of drafts that computes it */
  gboolean kept[BS_MAX_OPS];
} Lowering;

static BsPlace
allocate_work (Lowering *self, guint64 length)
{
  BsPlace place = { BS_HOME_WORK, .offset = (guint32) self->work_length };

  self->work_length += (length + 15) & ~(guint64) 15;

  return place;
}

static const BsStepDraft *
get_draft (const Lowering *self, guint i)
{
  return self->drafts.drafts->pdata[i];
}

static gboolean
reads (const BsStepDraft *draft, guint op)
{
  for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
    if (draft->operands[k] == op)
      return TRUE;
  for (guint k = 0; k < draft->n_leaves; k++)
    if (draft->leaves[k] == op)
      return TRUE;

  return FALSE;
}

/* Whether @draft continues the run that begins at @first: nothing in it may read what the run has put together
 * of parts. */
static gboolean
continues (const Lowering *self, guint first, guint i)
{
  const BsStepDraft *draft = get_draft (self, i);

  if (draft->step.kind != BS_STEP_VECTOR)
    return FALSE;
  for (guint k = first; k < i; k++)
    if (self->cell->ops[get_draft (self, k)->result].kind == BS_OP_CONCAT
        && reads (draft, get_draft (self, k)->result))
      return FALSE;

  return TRUE;
}

static guint
find_end (const Lowering *self, guint first)
{
  guint end = first;

  while (end < self->drafts.drafts->len && continues (self, first, end))
    end++;

  return end;
}

/* Finds runs of what is computed number by number, and what else reads their results. */
static void
find_runs (Lowering *self)
{
  guint n = self->drafts.drafts->len, end;

  memset (self->section_of, 0xFF, sizeof self->section_of);
  for (guint first = 0; first < n; first = MAX (end, first + 1))
    {
      end = find_end (self, first);
      for (guint i = first; i < end; i++)
        if (get_draft (self, i)->step.result.home == BS_HOME_NONE)
          self->section_of[get_draft (self, i)->result] = first;
    }
  for (guint first = 0; first < n; first = MAX (end, first + 1))
    {
      end = find_end (self, first);
      for (guint i = first; i < MAX (end, first + 1); i++)
        for (guint op = 0; op < self->cell->n_ops; op++)
          if (reads (get_draft (self, i), op)
              && (end == first || self->section_of[op] != first
                  || self->cell->ops[op].kind == BS_OP_CONCAT))
            self->kept[op] = TRUE;
    }
}

/* The numbers that sums begin with. */
static void
add_inits (Lowering *self, const BsStepDraft *draft)
{
  for (guint k = 0; k < draft->n_sums; k++)
    {
      guint end = draft->sums[k];
      gsize length = bs_op_length (&self->cell->ops[end]);

      for (guint i = 0; i <= end; i++)
        if (self->drafts.sum[i] == end && self->cell->ops[i].kind == BS_OP_BIAS)
          {
            const BsParameter *bias = &self->model->parameters[self->cell->ops[i].parameter];
            float *to;

            if (!self->has_init[end])
              {
                self->has_init[end] = TRUE;
                self->inits[end] = (BsPlace){ BS_HOME_PARAMETER,
                                              .offset = self->self->packed->len };
                g_array_set_size (self->self->packed, self->self->packed->len + length);
              }
            to = &g_array_index (self->self->packed, float, self->inits[end].offset);
            for (gsize j = 0; j < length; j++)
              to[j] += self->model->values[bias->offset + j];
          }
    }
}

static BsCudaStep *
add_step (Lowering *self, BsCudaStepKind kind, BsPhase phase)
{
  BsCudaStep step = { .kind = kind, .phase = phase, .n_jobs = 1, .jobs = g_new0 (BsCudaJob, 1) };

  g_array_append_val (self->steps, step);

  return &g_array_index (self->steps, BsCudaStep, self->steps->len - 1);
}

/* The columns of @weights that multiply @op go to where its leaf is; packed column after column. */
static void
pack_weights (const Lowering *self, const guint16 *leaves, BsCudaJob *job, guint32 row,
              const BsParameter *weights, guint op, guint32 *column)
{
  const BsOp *own = &self->cell->ops[op];
  const float *from = self->model->values + weights->offset;
  guint part = 0;
  float *to;

  if (self->drafts.apart[op])
    {
      pack_weights (self, leaves, job, row, weights, own->a, column);
      pack_weights (self, leaves, job, row, weights, own->b, column);
      return;
    }
  while (leaves[part] != op)
    part++;
  to = &g_array_index (self->self->packed, float, job->parts[part].weights);
  for (guint32 k = 0; k < own->rows; k++)
    for (guint32 r = 0; r < weights->dims[0]; r++)
      to[(gsize) k * job->ld + row + r] += from[(gsize) r * weights->dims[1] + *column + k];
  *column += own->rows;
}

static gboolean
is_in (guint16 op, const guint16 *ops, guint n)
{
  for (guint i = 0; i < n; i++)
    if (ops[i] == op)
      return TRUE;

  return FALSE;
}

/* All that drafts @first to @end multiply. */
static guint
find_leaves (const Lowering *self, guint first, guint end, guint16 *leaves)
{
  guint n = 0;

  for (guint i = first; i < end; i++)
    for (guint k = 0; k < get_draft (self, i)->n_leaves; k++)
      if (!is_in (get_draft (self, i)->leaves[k], leaves, n))
        leaves[n++] = get_draft (self, i)->leaves[k];

  return n;
}

static guint64
count_rows (const Lowering *self, const guint16 *ops, guint n)
{
  guint64 rows = 0;

  for (guint i = 0; i < n; i++)
    rows += self->cell->ops[ops[i]].rows;

  return rows;
}

/* Products that can run at once are one, with zeros where a sum does not read a part, as long as that is not twice
 * the work: to start one costs more. Returns: behind the last of those that begin at @first. */
static guint
find_products_end (const Lowering *self, guint first)
{
  guint64 rows = 0, useful = 0;
  guint i = first;

  for (; i < self->drafts.drafts->len; i++)
    {
      const BsStepDraft *draft = get_draft (self, i);
      guint16 leaves[BS_MAX_OPS];
      guint64 own = (guint64) draft->step.rows * count_rows (self, draft->leaves, draft->n_leaves);
      guint64 k = count_rows (self, leaves, find_leaves (self, first, i + 1, leaves));

      if (draft->step.kind != BS_STEP_PRODUCT
          || draft->step.stage != get_draft (self, first)->step.stage
          || (rows + draft->step.rows) * k > MOST_WORK * (useful + own))
        break;
      rows += draft->step.rows;
      useful += own;
    }

  return MAX (i, first + 1);
}

/* One product with a column a call, in which all sums of drafts @first to @end are stacked. */
static void
lower_products (Lowering *self, guint first, guint end)
{
  BsCudaJob *job = add_step (self, BS_CUDA_PRODUCT, BS_PHASE_GEMM)->jobs;
  guint16 leaves[BS_MAX_OPS];
  guint n_leaves = find_leaves (self, first, end, leaves);
  guint32 row = 0;

  *job = (BsCudaJob){
    .columns = 1,
    .n_parts = n_leaves,
    .parts = g_new0 (BsCudaPart, n_leaves),
    .packed = TRUE,
    .result = self->places[get_draft (self, first)->sums[0]],
  };
  for (guint i = first; i < end; i++)
    {
      const BsStepDraft *draft = get_draft (self, i);

      job->rows += draft->step.rows;
      self->self->flops += 2ull * draft->step.rows
                           * count_rows (self, draft->leaves, draft->n_leaves);
    }
  job->ld = job->rows;
  for (guint i = 0; i < n_leaves; i++)
    {
      job->parts[i].place = self->places[leaves[i]];
      job->parts[i].k = self->cell->ops[leaves[i]].rows;
      job->parts[i].weights = self->self->packed->len + (gsize) job->k * job->ld;
      job->k += job->parts[i].k;
    }
  g_array_set_size (self->self->packed, self->self->packed->len + (gsize) job->k * job->ld);
  job->together = allocate_work (self, job->k);
  for (guint d = first; d < end; d++)
    for (guint k = 0; k < get_draft (self, d)->n_sums; k++)
      {
        guint sum = get_draft (self, d)->sums[k];

        for (guint i = 0; i <= sum; i++)
          if (self->drafts.sum[i] == sum && self->cell->ops[i].kind == BS_OP_PRODUCT)
            {
              const BsOp *product = &self->cell->ops[i];
              guint32 column = 0;

              pack_weights (self, leaves, job, row, &self->model->parameters[product->parameter],
                            product->a, &column);
            }
        row += self->cell->ops[sum].rows;
      }
}

static void
add_matrix_parts (const Lowering *self, BsCudaJob *job, const BsParameter *weights, guint op,
                  guint32 *column)
{
  const BsOp *own = &self->cell->ops[op];

  if (self->drafts.apart[op])
    {
      add_matrix_parts (self, job, weights, own->a, column);
      add_matrix_parts (self, job, weights, own->b, column);
      return;
    }
  job->parts = g_renew (BsCudaPart, job->parts, job->n_parts + 1);
  job->parts[job->n_parts++] = (BsCudaPart){
    .place = self->places[op],
    .k = own->rows,
    .weights = weights->offset + *column,
  };
  job->ld = weights->dims[1];
  job->k += own->rows;
  *column += own->rows;
}

/* Products of weights with matrices: one for each part, since their weights are as wide as their parameters. */
static void
lower_matrix (Lowering *self, const BsStepDraft *draft)
{
  guint end = draft->sums[0];

  for (guint i = 0, n = 0; i <= end; i++)
    if (self->drafts.sum[i] == end && self->cell->ops[i].kind == BS_OP_PRODUCT)
      {
        const BsOp *product = &self->cell->ops[i];
        BsCudaJob *job = add_step (self, BS_CUDA_MATRIX, BS_PHASE_GEMM)->jobs;
        guint32 column = 0;

        *job = (BsCudaJob){
          .rows = draft->step.rows,
          .columns = draft->step.columns,
          .result = self->places[end],
          .mean = n++ > 0, /* adds to what is there */
        };
        add_matrix_parts (self, job, &self->model->parameters[product->parameter], product->a,
                          &column);
        self->self->flops += 2ull * job->rows * job->k * job->columns;
      }
}

/* Where a column of a section is. */
static BsPlace
find_place (const Lowering *self, const BsSectionColumn *column)
{
  BsPlace place;

  switch (column->kind)
    {
    case BS_SECTION_VALUE:
      place = self->places[column->number];
      break;
    case BS_SECTION_INIT:
      return self->inits[column->number];
    case BS_SECTION_PARAMETER:
      return (BsPlace){
        BS_HOME_PARAMETER,
        .constant = self->model->values + self->model->parameters[column->number].offset,
      };
    default:
      place = (BsPlace){ BS_HOME_OUTPUT, .number = column->number };
      break;
    }
  place.within += column->offset;

  return place;
}

static void
add_section (Lowering *self, guint first, guint n, const guint16 *sums, guint n_sums)
{
  BsCudaStep step = { .kind = BS_CUDA_SECTION, .phase = BS_PHASE_FUSED };

  step.section = bs_section_new (&self->drafts, first, n, sums, n_sums, self->has_init, self->kept);
  step.columns = g_new (BsPlace, MAX (step.section->columns->len, 1));
  for (guint i = 0; i < step.section->columns->len; i++)
    step.columns[i] = find_place (self, &g_array_index (step.section->columns, BsSectionColumn, i));
  g_array_append_val (self->steps, step);
}

/* Sums of products that run at once are below each other. Returns: behind the last of them. */
static guint
place_products (Lowering *self, guint first)
{
  guint end = find_products_end (self, first);
  guint64 rows = 0;
  BsPlace place;

  for (guint i = first; i < end; i++)
    rows += get_draft (self, i)->step.rows;
  place = allocate_work (self, rows);
  for (guint i = first; i < end; i++)
    for (guint k = 0; k < get_draft (self, i)->n_sums; k++)
      {
        guint16 sum = get_draft (self, i)->sums[k];

        self->places[sum] = place;
        place.offset += self->cell->ops[sum].rows;
      }

  return end;
}

/* A result that is neither an output nor read by others lives in registers. Sums are always put into the work
 * space: their biases are added where they are read. */
static void
place_results (Lowering *self)
{
  BsCudaCell *own = self->self;

  for (guint op = 0; op < self->cell->n_ops; op++)
    if (bs_op_info (self->cell->ops[op].kind)->class_ == BS_OP_CLASS_SOURCE)
      {
        self->places[op] = (BsPlace){ BS_HOME_SOURCE, .number = own->n_sources };
        own->sources[own->n_sources++] = op;
      }
  for (guint i = 0; i < self->drafts.drafts->len; i++)
    {
      const BsStepDraft *draft = get_draft (self, i);
      guint16 op = draft->result;
      int output = bs_cell_output_of (self->cell, op);

      if (draft->step.kind == BS_STEP_PRODUCT)
        {
          i = place_products (self, i) - 1;
          continue;
        }
      if (draft->n_sums > 0)
        {
          int sum = bs_cell_output_of (self->cell, draft->sums[0]);

          /* a matrix that nothing is added to is written where it belongs */
          self->places[draft->sums[0]] = sum < 0 || self->has_init[draft->sums[0]]
                                             ? allocate_work (self, (guint64) draft->step.rows
                                                                        * draft->step.columns)
                                             : (BsPlace){ BS_HOME_OUTPUT, .number = (guint) sum };
          continue;
        }
      if (self->places[op].home != BS_HOME_NONE)
        continue;
      if (output >= 0)
        self->places[op] = (BsPlace){ BS_HOME_OUTPUT, .number = output };
      else if (self->kept[op] || draft->step.kind != BS_STEP_VECTOR)
        self->places[op] = allocate_work (self, bs_op_length (&self->cell->ops[op]));
    }
}

/* Sums that are outputs, whose values still have to be brought there, of the products before draft @first. */
static guint
find_loose_sums (const Lowering *self, guint before, guint16 *sums)
{
  guint n = 0;

  for (guint i = before; i-- > 0 && get_draft (self, i)->n_sums > 0;)
    for (guint k = 0; k < get_draft (self, i)->n_sums; k++)
      if (bs_cell_output_of (self->cell, get_draft (self, i)->sums[k]) >= 0
          && self->places[get_draft (self, i)->sums[k]].home == BS_HOME_WORK)
        sums[n++] = get_draft (self, i)->sums[k];

  return n;
}

static void
lower_draft (Lowering *self, const BsStepDraft *draft)
{
  BsCudaStepKind kind = draft->step.kind == BS_STEP_APPLY  ? BS_CUDA_APPLY
                        : draft->step.kind == BS_STEP_LOSS ? BS_CUDA_LOSS
                                                           : BS_CUDA_REDUCE;
  BsCudaJob *job =
      add_step (self, kind, kind == BS_CUDA_APPLY ? BS_PHASE_GEMM : BS_PHASE_FUSED)->jobs;

  *job = (BsCudaJob){
    .rows = draft->step.rows,
    .columns = draft->step.columns,
    .k = draft->step.k,
    .mean = draft->step.mean,
    .result = self->places[draft->result],
  };
  for (guint k = 0; k < 2; k++)
    if (draft->operands[k] != NONE)
      {
        guint op = draft->operands[k];

        job->operands[k] = self->places[op];
        /* losses read sums before their biases were added */
        if (kind == BS_CUDA_LOSS && self->drafts.sum[op] == op && self->has_init[op])
          job->operands[1] = self->inits[op];
      }
  if (kind == BS_CUDA_APPLY)
    self->self->flops += 2ull * job->rows * job->k * job->columns;
}

static gboolean
is_behind_products (const Lowering *self, guint i)
{
  return i > 0 && get_draft (self, i - 1)->n_sums > 0;
}

static gboolean
lower_drafts (Lowering *self)
{
  guint n = self->drafts.drafts->len, end;

  for (guint first = 0; first <= n; first = MAX (end, first + 1))
    {
      guint16 sums[BS_MAX_OPS];
      guint n_sums = is_behind_products (self, first)
                             && (first == n || get_draft (self, first)->n_sums == 0)
                         ? find_loose_sums (self, first, sums)
                         : 0;

      end = find_end (self, first);
      if (end > first || n_sums > 0)
        add_section (self, first, end - first, sums, n_sums);
      if (first == n || end > first)
        continue;
      if (get_draft (self, first)->step.kind == BS_STEP_PRODUCT)
        {
          end = find_products_end (self, first);
          lower_products (self, first, end);
        }
      else if (get_draft (self, first)->step.kind == BS_STEP_MATRIX)
        lower_matrix (self, get_draft (self, first));
      else
        lower_draft (self, get_draft (self, first));
    }

  return self->self->packed->len < G_MAXINT32 && self->work_length < G_MAXUINT32;
}

static gboolean
makes (const BsStepDraft *draft, guint16 op)
{
  return draft->result == op || is_in (op, draft->sums, draft->n_sums);
}

/* Whether all that draft @i multiplies is there before draft @before. */
static gboolean
can_move (const Lowering *self, guint i, guint before)
{
  const BsStepDraft *draft = get_draft (self, i);

  for (guint k = before; k < i; k++)
    for (guint leaf = 0; leaf < draft->n_leaves; leaf++)
      if (makes (get_draft (self, k), draft->leaves[leaf]))
        return FALSE;

  return TRUE;
}

/* The CPU multiplies late, when what it has made is still near; a GPU does as much as it can at once. */
static void
move_products (Lowering *self)
{
  GPtrArray *drafts = self->drafts.drafts;

  for (guint i = 1; i < drafts->len; i++)
    for (guint to = 0; get_draft (self, i)->step.kind == BS_STEP_PRODUCT && to < i; to++)
      if (get_draft (self, to)->step.kind == BS_STEP_PRODUCT && can_move (self, i, to))
        {
          BsStepDraft *draft = drafts->pdata[i];

          draft->step.stage = get_draft (self, to)->step.stage;
          memmove (&drafts->pdata[to + 2], &drafts->pdata[to + 1],
                   (i - to - 1) * sizeof *drafts->pdata);
          drafts->pdata[to + 1] = draft;
          break;
        }
}

gboolean
bs_cuda_cell_init (BsCudaCell *self, BsModel *model, const BsCell *cell, BsPlanner planner)
{
  Lowering lowering = { .self = self, .model = model, .cell = cell };
  gboolean ok;

  *self = (BsCudaCell){ .cell = cell, .packed = g_array_new (FALSE, TRUE, sizeof (float)) };
  if (planner != BS_PLANNER_FULL)
    return bs_cuda_lower_as_planned (self, model, cell, planner);

  lowering.steps = g_array_new (FALSE, TRUE, sizeof (BsCudaStep));
  bs_fused_steps_init (&lowering.drafts, cell);
  move_products (&lowering);
  find_runs (&lowering);
  for (guint i = 0; i < lowering.drafts.drafts->len; i++)
    add_inits (&lowering, get_draft (&lowering, i));
  place_results (&lowering);
  ok = lower_drafts (&lowering);
  bs_fused_steps_clear (&lowering.drafts);
  self->work_length = (guint32) lowering.work_length;
  self->n_steps = lowering.steps->len;
  self->steps = (BsCudaStep *) g_array_free (lowering.steps, FALSE);

  return ok;
}

void
bs_cuda_cell_clear (BsCudaCell *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    {
      for (guint k = 0; k < self->steps[i].n_jobs; k++)
        if (self->steps[i].jobs != NULL)
          g_free (self->steps[i].jobs[k].parts);
      g_free (self->steps[i].jobs);
      g_free (self->steps[i].columns);
      g_clear_pointer (&self->steps[i].section, bs_section_free);
    }
  g_free (self->steps);
  g_clear_pointer (&self->packed, g_array_unref);
  *self = (BsCudaCell){ 0 };
}

void
bs_cuda_cell_add_source (const BsCudaCell *self, GString *source, GHashTable *names)
{
  for (guint i = 0; i < self->n_steps; i++)
    {
      const BsSection *section = self->steps[i].section;

      if (section == NULL || !g_hash_table_add (names, g_strdup (section->name)))
        continue;
      g_string_append_c (source, '\n');
      g_string_append (source, section->source);
    }
}
