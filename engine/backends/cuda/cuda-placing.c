/* SPDX-License-Identifier: Apache-2.0 */
/* Where the values of a cell are while a batch of it runs, and its steps with these places. */
#include "config.h"

#include <string.h>

#include "engine/backends/cuda/cuda-lowering.h"
#include "engine/op-info.h"

#define NONE BS_DRAFT_NONE
/* Numbers; values begin at multiples of it, times the calls of a batch. */
#define ALIGNMENT 16

typedef struct
{
  BsCudaLowering *lowering;
  BsCudaSteps *to;
  GArray *steps; /* BsCudaStep */
  BsCudaPlace places[BS_MAX_OPS];
  gboolean kept[BS_MAX_OPS];
  guint maker[BS_MAX_OPS]; /* what computes it: 1 for the first that is planned; 0: nothing here */
  GArray *terms[BS_MAX_OPS]; /* BsCudaPlace, of a sum */
  BsCudaJob *jobs;           /* by group */
} Placing;

static const BsStepDraft *
get_draft (const Placing *self, const BsCudaPlanned *planned, guint i)
{
  return bs_cuda_lowering_get (self->lowering, g_array_index (planned->drafts, guint, i));
}

static const BsCudaPlanned *
get_planned (const Placing *self, guint i)
{
  return self->lowering->planned->pdata[i];
}

static guint32
get_length (const Placing *self, guint op)
{
  return bs_op_length (&self->lowering->cell->ops[op]);
}

static BsCudaPlace
allocate (Placing *self, guint64 length, gboolean ahead)
{
  guint64 room = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  BsCudaPlace place = { BS_CUDA_AT_WORK, .length = (guint32) length };

  if (ahead)
    {
      place.home = BS_CUDA_AT_AHEAD;
      place.offset = self->lowering->self->ahead_length;
      self->lowering->self->ahead_length += room;
      return place;
    }
  place.offset = self->to->work_length;
  self->to->work_length += room;

  return place;
}

static gboolean
is_source (const Placing *self, guint op)
{
  return bs_op_info (self->lowering->cell->ops[op].kind)->class_ == BS_OP_CLASS_SOURCE;
}

/* Where others than sections read an operation. */
static BsCudaPlace
get_place (Placing *self, guint op)
{
  BsCudaPlace place = self->places[op];
  guint number = 0;

  if (bs_cuda_lowering_is_sum (self->lowering, op)
      && (place.home == BS_CUDA_AT_NONE || bs_cuda_lowering_is_raw (self->lowering, op)))
    return g_array_index (self->terms[op], BsCudaPlace, 0);
  if (!is_source (self, op))
    return place;
  while (number < self->to->n_sources && self->to->sources[number] != op)
    number++;
  self->to->sources[number] = op;
  self->to->n_sources = MAX (self->to->n_sources, number + 1);

  return (BsCudaPlace){ BS_CUDA_AT_SOURCE, .number = number };
}

static BsCudaPlace
get_output (Placing *self, guint output)
{
  self->to->writes[output] = TRUE;

  return (BsCudaPlace){ BS_CUDA_AT_OUTPUT, .number = output };
}

/* What computes each operation, and which others read. */
static void
find_kept (Placing *self)
{
  const BsCudaLowering *lowering = self->lowering;

  for (guint i = 0; i < lowering->planned->len; i++)
    for (guint k = 0; k < get_planned (self, i)->drafts->len; k++)
      if (get_planned (self, i)->kind != BS_CUDA_MATRIX)
        self->maker[get_draft (self, get_planned (self, i), k)->result] = i + 1;
  for (guint i = 0; i < lowering->planned->len; i++)
    for (guint k = 0; k < get_planned (self, i)->drafts->len; k++)
      for (guint op = 0; op < lowering->cell->n_ops; op++)
        if (bs_cuda_draft_reads (get_draft (self, get_planned (self, i), k), op)
            && (self->maker[op] != i + 1 || lowering->cell->ops[op].kind == BS_OP_CONCAT))
          self->kept[op] = TRUE;
  for (guint op = 0; op < lowering->cell->n_ops; op++)
    {
      if (bs_cuda_lowering_stores (lowering, op)
          || (lowering->variant == BS_CUDA_AHEAD && lowering->drafts.early[op]
              && bs_cuda_lowering_reads_late (lowering, op)))
        self->kept[op] = TRUE;
      for (guint i = 0; i < lowering->drafts.drafts->len; i++)
        if (bs_cuda_draft_multiplies (bs_cuda_lowering_get (lowering, i), op))
          self->kept[op] = TRUE;
    }
}

/* Whether it is computed here, and only products read where it is. */
static gboolean
is_loose_leaf (const Placing *self, guint op)
{
  const BsCudaLowering *lowering = self->lowering;

  return self->places[op].home == BS_CUDA_AT_NONE && !is_source (self, op)
         && bs_cell_output_of (lowering->cell, op) < 0
         && !(bs_cuda_lowering_is_sum (lowering, op) && !bs_cuda_lowering_stores (lowering, op))
         && !(lowering->variant != BS_CUDA_ALL && lowering->drafts.early[op]
              && bs_cuda_lowering_reads_late (lowering, op));
}

/* What is computed to be multiplied goes where the product wants it: below each other, call after call. */
static void
place_leaves (Placing *self, const BsCudaPlanned *planned)
{
  const BsCudaGroup *group = self->lowering->groups->pdata[planned->group];
  guint32 length = 0;
  BsCudaPlace place;

  for (guint i = planned->first; i < planned->end; i++)
    length += is_loose_leaf (self, group->leaves[i].op) ? group->leaves[i].k : 0;
  if (length == 0)
    return;

  place = allocate (self, length, FALSE);
  for (guint i = planned->first; i < planned->end; i++)
    if (is_loose_leaf (self, group->leaves[i].op))
      {
        self->places[group->leaves[i].op] = place;
        place.within += group->leaves[i].k;
      }
}

/* Room for what a product makes: for the rest where a sum goes on there. */
static void
place_product (Placing *self, const BsCudaPlanned *planned, guint number)
{
  const BsCudaLowering *lowering = self->lowering;
  const BsCudaGroup *group = lowering->groups->pdata[planned->group];
  BsCudaJob *job = &self->jobs[planned->group];
  gboolean ahead = FALSE;

  bs_cuda_group_fill (group, &lowering->drafts, planned->first, planned->end, job);
  job->number = number;
  if (planned->joined)
    {
      job->may_part = TRUE;
      job->may_stack = FALSE;
    }
  for (guint i = 0; lowering->variant == BS_CUDA_AHEAD && i < group->n_sums; i++)
    ahead = ahead || !lowering->drafts.early[group->sums[i]]
            || bs_cuda_lowering_reads_late (lowering, group->sums[i]);
  if (ahead)
    {
      job->may_part = FALSE;
      job->may_stack = TRUE;
    }
  if (bs_cuda_lowering_is_direct (lowering, group->sums[0]))
    {
      job->result = get_output (self, (guint) bs_cell_output_of (lowering->cell, group->sums[0]));
      job->spare = allocate (self, job->rows, FALSE);
      return;
    }
  job->result = allocate (
      self, job->may_part ? MAX (job->rows, job->part_rows * job->n_parts) : job->rows, ahead);
  job->result.length = job->rows;
  job->part_offset = job->result.offset;
}

/* The place of a sum whose parts are apart. */
static BsCudaPlace
get_part (const BsCudaPlace *sum)
{
  return (BsCudaPlace){
    BS_CUDA_AT_WORK,
    .offset = sum->part_offset,
    .within = sum->part_within,
    .length = sum->part_length,
  };
}

/* The terms of a sum of vectors, product by product. */
static void
find_terms (Placing *self, guint16 sum)
{
  const BsCudaLowering *lowering = self->lowering;

  for (guint g = 0; g < lowering->groups->len; g++)
    {
      const BsCudaGroup *group = lowering->groups->pdata[g];

      for (guint leaf = 0; leaf < group->n_leaves; leaf++)
        {
          gboolean early = leaf < group->n_early;
          gboolean before = early && lowering->variant == BS_CUDA_REST;
          const BsCudaJob *job = before ? &lowering->ahead_jobs[g] : &self->jobs[g];
          guint first = early || lowering->variant == BS_CUDA_ALL ? 0 : group->n_early;
          BsCudaPlace place = job->result;

          if (!bs_cuda_lowering_does (lowering, early) && !before)
            continue;
          if (!bs_cuda_group_find_sum (group, &lowering->drafts, job, first, leaf, sum, &place))
            continue;
          if (place.home == BS_CUDA_AT_OUTPUT)
            ;
          else if (!job->may_stack)
            place = get_part (&place);
          else if (place.home == BS_CUDA_AT_WORK)
            place.home = BS_CUDA_AT_SUM;
          else if (!place.first)
            place.home = BS_CUDA_AT_NONE;
          g_array_append_val (self->terms[sum], place);
        }
    }
}

static void
place_matrix (Placing *self, guint16 sum)
{
  gboolean direct = bs_cuda_lowering_is_direct (self->lowering, sum);
  int output = bs_cell_output_of (self->lowering->cell, sum);

  for (guint i = 0; i < self->lowering->n_terms[sum]; i++)
    {
      BsCudaPlace place = direct ? get_output (self, (guint) output)
                                 : allocate (self, get_length (self, sum), FALSE);

      g_array_append_val (self->terms[sum], place);
    }
}

static gboolean
is_made_by_section (const Placing *self, guint op)
{
  return self->maker[op] > 0 && get_planned (self, self->maker[op] - 1)->kind == BS_CUDA_SECTION;
}

static gboolean
needs_place (const Placing *self, guint op)
{
  const BsCudaLowering *lowering = self->lowering;

  if (self->places[op].home != BS_CUDA_AT_NONE)
    return FALSE;
  if (bs_cuda_lowering_is_sum (lowering, op))
    return bs_cuda_lowering_stores (lowering, op)
           && bs_cuda_lowering_does (lowering, lowering->drafts.early[op]);

  return self->maker[op] > 0 && (self->kept[op] || !is_made_by_section (self, op));
}

static void
place_results (Placing *self)
{
  BsCudaLowering *lowering = self->lowering;
  guint n_ops = lowering->cell->n_ops, number = 0;

  for (guint op = 0; op < n_ops; op++)
    {
      int output = bs_cell_output_of (lowering->cell, op);

      if (lowering->variant == BS_CUDA_REST && lowering->drafts.early[op])
        self->places[op] = lowering->ahead_places[op];
      if (output >= 0 && !is_source (self, op))
        self->places[op] = get_output (self, (guint) output);
    }
  for (guint i = 0; i < lowering->planned->len; i++)
    if (get_planned (self, i)->kind == BS_CUDA_PRODUCT)
      {
        place_product (self, get_planned (self, i), number++);
        place_leaves (self, get_planned (self, i));
      }
  for (guint op = 0; op < n_ops; op++)
    if (needs_place (self, op))
      self->places[op] = allocate (self, get_length (self, op),
                                   lowering->variant == BS_CUDA_AHEAD
                                       && bs_cuda_lowering_reads_late (lowering, op));
  for (guint op = 0; op < n_ops; op++)
    if (bs_cuda_lowering_is_sum (lowering, op))
      {
        self->terms[op] = g_array_new (FALSE, FALSE, sizeof (BsCudaPlace));
        if (lowering->cell->ops[op].columns > 1)
          place_matrix (self, op);
        else
          find_terms (self, op);
      }
  if (lowering->variant == BS_CUDA_AHEAD)
    memcpy (lowering->ahead_places, self->places, sizeof self->places);
}

static void
add_step (Placing *self, BsCudaStepKind kind, BsPhase phase, const BsCudaJob *jobs, guint n_jobs)
{
  BsCudaStep step = {
    .kind = kind,
    .phase = phase,
    .n_jobs = n_jobs,
    .jobs = g_memdup2 (jobs, n_jobs * sizeof *jobs),
  };

  g_array_append_val (self->steps, step);
}

static void
lower_product (Placing *self, const BsCudaPlanned *planned)
{
  const BsCudaGroup *group = self->lowering->groups->pdata[planned->group];
  BsCudaJob *job = &self->jobs[planned->group];

  for (guint i = planned->first; i < planned->end; i++)
    job->parts[i - planned->first].place = get_place (self, group->leaves[i].op);
  job->together = allocate (self, job->k, FALSE);
  add_step (self, BS_CUDA_PRODUCT, BS_PHASE_GEMM, job, 1);
}

static void
add_matrix_terms (Placing *self, GArray *jobs, guint16 sum, guint *term, const BsParameter *weights,
                  guint op, guint32 *column)
{
  const BsOp *own = &self->lowering->cell->ops[op];
  BsCudaJob job = {
    .rows = self->lowering->cell->ops[sum].rows,
    .columns = self->lowering->cell->ops[sum].columns,
    .k = own->rows,
    .ld = weights->dims[1],
    .n_parts = 1,
  };

  if (self->lowering->drafts.apart[op])
    {
      add_matrix_terms (self, jobs, sum, term, weights, own->a, column);
      add_matrix_terms (self, jobs, sum, term, weights, own->b, column);
      return;
    }
  job.result = g_array_index (self->terms[sum], BsCudaPlace, (*term)++);
  job.parts = g_new (BsCudaPart, 1);
  job.parts[0] = (BsCudaPart){
    .place = get_place (self, op),
    .k = own->rows,
    .weights = weights->offset + *column,
  };
  g_array_append_val (jobs, job);
  *column += own->rows;
}

/* Steps of the jobs that are of one size each. */
static void
add_same_sizes (Placing *self, BsCudaStepKind kind, GArray *jobs)
{
  while (jobs->len > 0)
    {
      g_autoptr (GArray) same = g_array_new (FALSE, FALSE, sizeof (BsCudaJob));
      const BsCudaJob first = g_array_index (jobs, BsCudaJob, 0);
      guint n_rest = 0;

      for (guint i = 0; i < jobs->len; i++)
        {
          const BsCudaJob job = g_array_index (jobs, BsCudaJob, i);

          if (job.rows == first.rows && job.columns == first.columns && job.k == first.k
              && job.ld == first.ld)
            g_array_append_val (same, job);
          else
            g_array_index (jobs, BsCudaJob, n_rest++) = job;
        }
      g_array_set_size (jobs, n_rest);
      add_step (self, kind, BS_PHASE_GEMM, (const BsCudaJob *) (gpointer) same->data, same->len);
    }
}

/* Products of weights with matrices: one for each part, since their weights are as wide as their parameters. */
static void
lower_matrices (Placing *self, const BsCudaPlanned *planned)
{
  const BsCudaLowering *lowering = self->lowering;
  g_autoptr (GArray) jobs = g_array_new (FALSE, FALSE, sizeof (BsCudaJob));

  for (guint i = 0; i < planned->drafts->len; i++)
    {
      guint16 sum = get_draft (self, planned, i)->sums[0];
      guint term = 0;

      for (guint op = 0; op <= sum; op++)
        if (lowering->drafts.sum[op] == sum && lowering->cell->ops[op].kind == BS_OP_PRODUCT)
          {
            const BsOp *product = &lowering->cell->ops[op];
            guint32 column = 0;

            add_matrix_terms (self, jobs, sum, &term,
                              &lowering->model->parameters[product->parameter], product->a,
                              &column);
          }
    }
  add_same_sizes (self, BS_CUDA_MATRIX, jobs);
}

static void
lower_applies (Placing *self, const BsCudaPlanned *planned)
{
  g_autoptr (GArray) jobs = g_array_new (FALSE, FALSE, sizeof (BsCudaJob));

  for (guint i = 0; i < planned->drafts->len; i++)
    {
      const BsStepDraft *draft = get_draft (self, planned, i);
      BsCudaJob job = {
        .rows = draft->step.rows,
        .columns = draft->step.columns,
        .k = draft->step.k,
        .result = self->places[draft->result],
        .operands = { get_place (self, draft->operands[0]), get_place (self, draft->operands[1]) },
      };

      g_array_append_val (jobs, job);
    }
  add_same_sizes (self, BS_CUDA_APPLY, jobs);
}

/* A loss or a sum of all operands. */
static void
lower_end (Placing *self, const BsCudaPlanned *planned)
{
  const BsStepDraft *draft = get_draft (self, planned, 0);
  guint op = draft->operands[0];
  BsCudaJob job = {
    .rows = draft->step.rows,
    .columns = draft->step.columns,
    .mean = draft->step.mean,
    .result = self->places[draft->result],
  };

  if (op != NONE && bs_cuda_lowering_is_sum (self->lowering, op)
      && self->lowering->n_terms[op] == 1)
    {
      job.operands[0] = g_array_index (self->terms[op], BsCudaPlace, 0);
      if (self->lowering->has_init[op])
        job.operands[1] = self->lowering->inits[op];
    }
  else if (op != NONE)
    job.operands[0] = get_place (self, op);
  add_step (self, planned->kind, BS_PHASE_FUSED, &job, 1);
}

/* Where a column of a section is. */
static BsCudaPlace
find_column (Placing *self, const BsSectionColumn *column)
{
  BsCudaPlace place;

  switch (column->kind)
    {
    case BS_SECTION_TERM:
      return g_array_index (self->terms[column->number], BsCudaPlace, column->offset);
    case BS_SECTION_INIT:
      return self->lowering->inits[column->number];
    case BS_SECTION_PARAMETER:
      return (BsCudaPlace){
        BS_CUDA_AT_PARAMETER,
        .offset = self->lowering->model->parameters[column->number].offset,
      };
    case BS_SECTION_WEIGHTS:
      return (BsCudaPlace){
        BS_CUDA_AT_PACKED,
        .offset = self->jobs[column->number].parts[column->offset].weights
                  + self->jobs[column->number].parts[column->offset].first_row,
      };
    case BS_SECTION_PRODUCT:
      place = self->jobs[column->number].result;
      place.length = self->jobs[column->number].part_rows;
      place.offset += column->offset * place.length;
      return place;
    case BS_SECTION_OUTPUT:
      place = get_output (self, column->number);
      break;
    default:
      place = bs_cuda_lowering_is_sum (self->lowering, column->number)
                  ? self->places[column->number]
                  : get_place (self, column->number);
      break;
    }
  place.within += column->offset;

  return place;
}

static void
add_to_section (Placing *self, BsSectionWriter *writer, const BsCudaPlanned *planned)
{
  g_autofree const BsStepDraft **drafts = g_new (const BsStepDraft *, planned->drafts->len + 1);
  const BsCudaGroup *group;
  const BsCudaJob *job;

  for (guint i = 0; i < planned->drafts->len; i++)
    drafts[i] = get_draft (self, planned, i);
  switch (planned->kind)
    {
    case BS_CUDA_SECTION:
      bs_section_add (writer, drafts, planned->drafts->len,
                      (const guint16 *) (gpointer) planned->sums->data, planned->sums->len);
      break;
    case BS_CUDA_APPLY:
      bs_section_add_applies (writer, drafts, planned->drafts->len);
      break;
    default:
      group = self->lowering->groups->pdata[planned->group];
      job = &self->jobs[planned->group];
      for (guint i = 0; i < job->n_parts; i++)
        bs_section_add_product (writer, planned->group, i, group->leaves[planned->first + i].op,
                                job->part_rows, job->ld);
      break;
    }
}

/* A kernel of what is planned from @first on, as far as it is joined. */
static void
lower_section (Placing *self, guint first)
{
  const BsCudaLowering *lowering = self->lowering;
  BsSectionWriter *writer = bs_section_begin (&lowering->drafts, lowering->n_terms,
                                              lowering->has_init, self->kept);
  BsCudaStep step = { .kind = BS_CUDA_SECTION, .phase = BS_PHASE_FUSED };
  BsSection *section;

  add_to_section (self, writer, get_planned (self, first));
  for (guint i = first + 1; i < lowering->planned->len && get_planned (self, i)->joined; i++)
    add_to_section (self, writer, get_planned (self, i));
  section = bs_section_end (writer);
  g_ptr_array_add (lowering->self->sections, section);
  step.section = section;
  step.columns = g_new (BsCudaPlace, MAX (section->columns->len, 1));
  for (guint i = 0; i < section->columns->len; i++)
    step.columns[i] = find_column (self, &g_array_index (section->columns, BsSectionColumn, i));
  g_array_append_val (self->steps, step);
}

static void
lower (Placing *self, guint i)
{
  const BsCudaPlanned *planned = get_planned (self, i);

  if (planned->joined)
    return;
  if (i + 1 < self->lowering->planned->len && get_planned (self, i + 1)->joined)
    {
      lower_section (self, i);
      return;
    }

  switch (planned->kind)
    {
    case BS_CUDA_PRODUCT:
      lower_product (self, planned);
      break;
    case BS_CUDA_MATRIX:
      lower_matrices (self, planned);
      break;
    case BS_CUDA_APPLY:
      lower_applies (self, planned);
      break;
    case BS_CUDA_SECTION:
      lower_section (self, i);
      break;
    default:
      lower_end (self, planned);
      break;
    }
}

void
bs_cuda_lowering_place (BsCudaLowering *self)
{
  Placing placing = {
    .lowering = self,
    .to = self->small ? &self->self->small[self->variant] : &self->self->variants[self->variant],
    .steps = g_array_new (FALSE, FALSE, sizeof (BsCudaStep)),
    .jobs = g_new0 (BsCudaJob, self->groups->len + 1),
  };

  find_kept (&placing);
  place_results (&placing);
  for (guint i = 0; i < self->planned->len; i++)
    lower (&placing, i);
  for (guint i = 0; i < self->planned->len; i++)
    if (get_planned (&placing, i)->joined && get_planned (&placing, i)->kind == BS_CUDA_PRODUCT)
      g_free (placing.jobs[get_planned (&placing, i)->group].parts);
  for (guint op = 0; op < BS_MAX_OPS; op++)
    g_clear_pointer (&placing.terms[op], g_array_unref);
  placing.to->n_steps = placing.to->n_kernels = placing.steps->len;
  placing.to->steps = (BsCudaStep *) (gpointer) g_array_free (placing.steps, FALSE);
  if (self->variant == BS_CUDA_AHEAD)
    self->ahead_jobs = g_steal_pointer (&placing.jobs);
  g_free (placing.jobs);
}
