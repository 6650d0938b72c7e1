/* SPDX-License-Identifier: Apache-2.0 */
/* A GPU of NVIDIA. Values stay on the device; what is read comes back, and nothing else. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/backends/backends.h"
#include "engine/backends/cuda/cuda-ahead.h"
#include "engine/backends/cuda/cuda-graph.h"
#include "engine/backends/cuda/cuda-kernels.h"
#include "engine/error.h"

/* The first batch of a mini-batch that a program has, and the program. */
typedef struct
{
  guint32 first;
  BsCudaProgram *program;
  gboolean launched; /* all of it, as a graph */
} Stage;

typedef struct
{
  BsBackend parent;
  BsPlanner planner;
  gboolean goes_ahead;
  BsCudaDevice *device;
  BsCudaCell *cells; /* [n_cells] */
  gsize *packed;     /* [n_cells]: where the packed numbers of each begin */
  BsCudaKernels kernels;
  BsCudaBuffer numbers; /* parameters, and behind them packed ones */
  BsCudaBuffer work, readings;
  BsCudaAhead ahead;
  BsCudaGraphs *graphs;
  BsValueMemory memory;
  BsValues values;
  BsGraph *graph;
  BsSchedule *schedule;
  GArray *stages; /* Stage */
  guint n_stages; /* used by this mini-batch */
  guint32 n_executed;
  gboolean closing;
  BsBackendCounters counters;
} CudaBackend;

static float *
allocate_values (gpointer user_data, gsize n, GError **error)
{
  CudaBackend *self = user_data;
  CUdeviceptr numbers;

  if (!bs_cuda_device_check (self->device, error)
      || !bs_cuda_check (self->device->cuda,
                         self->device->cuda->p_cuMemAlloc (&numbers, n * sizeof (float)),
                         _ ("The values of a mini-batch find no place; try a smaller one"), error))
    return NULL;

  return GSIZE_TO_POINTER (numbers);
}

static void
release_values (gpointer user_data, float *numbers)
{
  CudaBackend *self = user_data;

  /* what still runs may use them */
  if (!self->closing)
    bs_cuda_device_wait (self->device);
  self->device->cuda->p_cuMemFree ((CUdeviceptr) GPOINTER_TO_SIZE (numbers));
}

static void
drop_mini_batch (CudaBackend *self)
{
  g_clear_pointer (&self->graph, bs_graph_unref);
  g_clear_pointer (&self->schedule, bs_schedule_unref);
}

static const BsCudaCell *
get_cell (const CudaBackend *self, guint type)
{
  return &self->cells[self->values.types[type].number];
}

static BsCudaProgram *
add_stage (CudaBackend *self, guint32 first)
{
  Stage *stage;

  if (self->n_stages == self->stages->len)
    {
      Stage new = { .program = bs_cuda_program_new () };

      g_array_append_val (self->stages, new);
    }
  stage = &g_array_index (self->stages, Stage, self->n_stages++);
  stage->first = first;
  bs_cuda_program_clear (stage->program);

  return stage->program;
}

/* A batch, and what runs ahead of it. Returns: whether something does. */
static gboolean
find_batch (const CudaBackend *self, guint32 decision, BsCudaBatch *batch, BsCudaBatch *before)
{
  const BsDecision *chosen = &self->schedule->decisions[decision];

  *batch = (BsCudaBatch){
    .cell = get_cell (self, chosen->type),
    .packed = self->packed[self->values.types[chosen->type].number],
    .graph = self->graph,
    .nodes = self->values.plan->calls + chosen->first,
    .n = chosen->count,
  };

  return bs_cuda_ahead_divide (&self->ahead, &self->values, self->schedule, decision, batch,
                               before);
}

static gsize
count_work (const BsCudaBatch *batch)
{
  return bs_cuda_cell_get_steps (batch->cell, batch->variant, batch->n)->work_length * batch->n;
}

/* Room for the largest batch from decision @first on. */
static gboolean
reserve_work (CudaBackend *self, guint32 first)
{
  BsCudaBatch batch, before;
  gsize most = 0;

  for (guint32 i = first; i < self->schedule->n_decisions; i++)
    {
      if (find_batch (self, i, &batch, &before))
        most = MAX (most, count_work (&before));
      most = MAX (most, count_work (&batch));
    }

  return bs_cuda_buffer_reserve (&self->work, self->device, most * sizeof (float), FALSE);
}

/* Finds all launches from decision @first on. */
static void
prepare (CudaBackend *self, guint32 first)
{
  const BsModel *model = self->parent.model;
  BsCudaProgram *program = add_stage (self, first);
  BsCudaPlaces places = {
    .kernels = &self->kernels,
    .model = model,
    .values = &self->values,
    .parameters = self->numbers.device,
    .packed = self->numbers.device + model->n_values * sizeof (float),
    .work = self->work.device,
  };

  for (guint32 i = first; i < self->schedule->n_decisions; i++)
    {
      BsCudaBatch batch, before;
      gboolean has_before = find_batch (self, i, &batch, &before);

      bs_cuda_program_add (program, &places, has_before ? &before : NULL, &batch);
    }
  bs_cuda_program_upload (program, self->device);
  self->counters.n_gathers += program->n_gathers;
  self->counters.gather_bytes += program->gather_bytes;
  self->counters.n_kernels += program->launches->len - program->n_gathers;
}

static gboolean
plan_ahead (CudaBackend *self, gboolean grows)
{
  if (!self->goes_ahead || grows)
    {
      bs_cuda_ahead_forget (&self->ahead);
      return TRUE;
    }

  return bs_cuda_ahead_plan (&self->ahead, self->device, self->cells, &self->values, self->graph,
                             self->schedule);
}

static gboolean
grow (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
      GError **error)
{
  CudaBackend *self = (CudaBackend *) backend;
  guint32 first = self->schedule != NULL ? self->schedule->n_decisions : 0;
  gboolean grows = self->schedule != NULL;
  gint64 start_ns = bs_now_ns ();

  bs_graph_ref (graph);
  bs_schedule_ref (schedule);
  drop_mini_batch (self);
  self->graph = graph;
  self->schedule = schedule;
  if (!bs_values_grow (&self->values, graph, types, schedule, error))
    return FALSE;
  self->counters.plan_ns += bs_now_ns () - start_ns;
  if (plan_ahead (self, grows) && reserve_work (self, first))
    prepare (self, first);

  return bs_cuda_device_check (self->device, error);
}

static void
observe (BsBackend *backend, const BsObserver *observer, guint32 mini_batch)
{
  CudaBackend *self = (CudaBackend *) backend;

  self->device->observer = observer;
  self->device->mini_batch = mini_batch;
}

static gboolean
begin (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
       GError **error)
{
  CudaBackend *self = (CudaBackend *) backend;

  bs_cuda_device_use (self->device);
  /* lists that are still read must not be written to */
  if (self->n_executed > 0)
    bs_cuda_device_wait (self->device);
  self->n_executed = 0;
  drop_mini_batch (self);
  bs_values_begin (&self->values);
  self->n_stages = 0;
  self->counters = (BsBackendCounters){ 0 };

  return grow (backend, graph, types, schedule, error);
}

static void
execute (BsBackend *backend, guint32 decision, guint32 first_decision, guint32 mini_batch,
         const BsObserver *observer)
{
  CudaBackend *self = (CudaBackend *) backend;
  const BsDecision *chosen = &self->schedule->decisions[decision];
  const BsCudaCell *cell = get_cell (self, chosen->type);
  Stage *stage = &g_array_index (self->stages, Stage, self->n_stages - 1);
  BsEvent event = {
    .start_ns = bs_now_ns (),
    .decision = first_decision + decision,
    .mini_batch = (guint16) mini_batch,
    .phase = BS_PHASE_LAUNCH,
  };

  while (stage->first > decision)
    stage--;
  /* who is told of every launch has to see every launch */
  if (decision == stage->first)
    stage->launched = (observer == NULL || observer->enter == NULL)
                      && bs_cuda_graphs_launch (self->graphs, stage->program, self->device);
  if (!stage->launched)
    bs_cuda_program_run (stage->program, self->device, decision - stage->first,
                         first_decision + decision);
  self->counters.flops += cell->flops * chosen->count;
  self->n_executed++;
  event.end_ns = bs_now_ns ();
  if (observer != NULL && observer->event != NULL)
    observer->event (observer->user_data, &event);
}

static gboolean
check (BsBackend *backend, GError **error)
{
  return bs_cuda_device_check (((CudaBackend *) backend)->device, error);
}

/* NaN where it cannot be read: check() says why. */
static const float *
read_value (BsBackend *backend, guint32 node, guint output, guint32 *length)
{
  CudaBackend *self = (CudaBackend *) backend;
  static const float nothing = NAN;

  *length = bs_values_length (&self->values, self->graph, node, output);
  if (bs_cuda_buffer_reserve (&self->readings, self->device, *length * sizeof (float), TRUE))
    bs_cuda_device_read (
        self->device, self->readings.host,
        (CUdeviceptr) GPOINTER_TO_SIZE (bs_values_get (&self->values, node, output)),
        *length * sizeof (float));
  if (bs_cuda_device_check (self->device, NULL))
    return (const float *) (gpointer) self->readings.host;

  *length = 1;

  return &nothing;
}

static double
read_loss (BsBackend *backend)
{
  CudaBackend *self = (CudaBackend *) backend;
  guint32 length;
  double loss = *read_value (backend, self->graph->n_nodes - 1, 0, &length);

  self->n_executed = 0;

  return loss;
}

static void
get_counters (BsBackend *backend, BsBackendCounters *counters)
{
  CudaBackend *self = (CudaBackend *) backend;

  *counters = self->counters;
  counters->parameter_bytes = self->numbers.capacity;
  counters->value_bytes = bs_values_bytes (&self->values);
  counters->workspace_bytes = self->work.capacity + self->ahead.numbers.capacity;
  for (guint i = 0; i < self->stages->len; i++)
    counters->workspace_bytes += g_array_index (self->stages, Stage, i).program->buffer.capacity;
}

static BsGraphPlan *
take_plan (BsBackend *backend, const BsPlanType **types)
{
  CudaBackend *self = (CudaBackend *) backend;

  *types = self->values.plan_types;

  return bs_graph_plan_take (self->values.plan);
}

static void
get_device (BsBackend *backend, BsDeviceFacts *facts)
{
  *facts = ((CudaBackend *) backend)->device->facts;
}

static char *
describe (BsBackend *backend)
{
  CudaBackend *self = (CudaBackend *) backend;
  const BsDeviceFacts *facts = &self->device->facts;

  return g_strdup_printf (_ ("%s, compute capability %d.%d, planner %s"), facts->name, facts->major,
                          facts->minor, bs_planner_to_string (self->planner));
}

static void
finalize (BsBackend *backend)
{
  CudaBackend *self = (CudaBackend *) backend;

  if (self->device != NULL)
    {
      bs_cuda_device_finish (self->device);
      self->closing = TRUE;
    }
  drop_mini_batch (self);
  bs_values_clear (&self->values);
  for (guint i = 0; i < self->stages->len; i++)
    bs_cuda_program_free (g_array_index (self->stages, Stage, i).program, self->device);
  g_array_unref (self->stages);
  for (guint i = 0; self->cells != NULL && i < backend->model->n_cells; i++)
    bs_cuda_cell_clear (&self->cells[i]);
  g_free (self->cells);
  g_free (self->packed);
  if (self->device != NULL)
    {
      bs_cuda_graphs_free (self->graphs, self->device);
      bs_cuda_buffer_clear (&self->numbers, self->device);
      bs_cuda_buffer_clear (&self->work, self->device);
      bs_cuda_ahead_clear (&self->ahead, self->device);
      bs_cuda_buffer_clear (&self->readings, self->device);
      bs_cuda_device_free (self->device);
    }
  g_free (self);
}

static gboolean
make_cells (CudaBackend *self, GError **error)
{
  BsModel *model = self->parent.model;
  gboolean ok = TRUE;

  self->cells = g_new0 (BsCudaCell, model->n_cells);
  self->packed = g_new0 (gsize, model->n_cells + 1);
  for (guint i = 0; ok && i < model->n_cells; i++)
    {
      ok = bs_cuda_cell_init (&self->cells[i], model, &model->cells[i], self->planner);
      self->packed[i + 1] = self->packed[i] + ((self->cells[i].packed->len + 63) & ~63u);
    }
  if (!ok)
    g_set_error (
        error, BS_ERROR, BS_ERROR_RANGE,
        _ ("There is no memory for the weights of the model %s at size %u; try a smaller size"),
        model->name, model->size);

  return ok;
}

/* Brings parameters and packed numbers to the device, once. */
static gboolean
upload_numbers (CudaBackend *self, GError **error)
{
  const BsModel *model = self->parent.model;
  gsize n = model->n_values + self->packed[model->n_cells];

  if (bs_cuda_buffer_reserve (&self->numbers, self->device, n * sizeof (float), TRUE))
    {
      float *to = (float *) (gpointer) self->numbers.host;

      memcpy (to, model->values, model->n_values * sizeof (float));
      to += model->n_values;
      for (guint i = 0; i < model->n_cells; i++)
        {
          GArray *packed = self->cells[i].packed;

          if (packed->len > 0)
            memcpy (to + self->packed[i], packed->data, packed->len * sizeof (float));
          g_clear_pointer (&self->cells[i].packed, g_array_unref);
        }
      bs_cuda_buffer_upload (&self->numbers, self->device, n * sizeof (float));
      bs_cuda_device_wait (self->device);
      self->device->cuda->p_cuMemFreeHost (self->numbers.host);
      self->numbers.host = NULL;
      self->memory.parameters = GSIZE_TO_POINTER (self->numbers.device);
    }

  return bs_cuda_device_check (self->device, error);
}

gboolean
bs_cuda_backend_probe (char **about, char **version, GError **error)
{
  g_autoptr (BsCudaDevice) device = bs_cuda_device_new (error);
  int cublas = 0;

  if (device == NULL)
    return FALSE;

  device->cuda->p_cublasGetVersion (device->blas, &cublas);
  /* Translators: a GPU; %.1f: its memory in GB */
  *about = g_strdup_printf (_ ("%s, compute capability %d.%d, %.1f GB; not run on hardware so far"),
                            device->facts.name, device->facts.major, device->facts.minor,
                            (double) device->facts.memory_bytes / 1e9);
  *version = g_strdup_printf (
      _ ("driver of CUDA %d.%d, cuBLAS %d.%d"), device->cuda->driver_version / 1000,
      device->cuda->driver_version % 1000 / 10, cublas / 10000, cublas % 10000 / 100);

  return TRUE;
}

BsBackend *
bs_cuda_backend_new (BsModel *model, const BsBackendOptions *options, GError **error)
{
  static const BsBackendClass klass = {
    .version = BS_BACKEND_VERSION,
    .name = "cuda",
    .observe = observe,
    .begin = begin,
    .grow = grow,
    .execute = execute,
    .check = check,
    .read_value = read_value,
    .read_loss = read_loss,
    .get_counters = get_counters,
    .take_plan = take_plan,
    .get_device = get_device,
    .describe = describe,
    .finalize = finalize,
  };
  BsCudaDevice *device = bs_cuda_device_new (error);
  CudaBackend *self;

  if (device == NULL)
    return NULL;

  self = g_new0 (CudaBackend, 1);
  self->parent.klass = &klass;
  self->parent.model = bs_model_ref (model);
  self->planner = options->planner;
  self->goes_ahead = options->ahead_below > 0;
  self->device = device;
  self->stages = g_array_new (FALSE, FALSE, sizeof (Stage));
  self->graphs = bs_cuda_graphs_new ();
  self->memory = (BsValueMemory){ allocate_values, release_values, self, NULL };
  bs_values_init (&self->values, model, self->planner, &self->memory);
  if (!make_cells (self, error)
      || !bs_cuda_kernels_load (device, self->cells, model->n_cells, &self->kernels, error)
      || !upload_numbers (self, error))
    {
      bs_backend_free (&self->parent);
      return NULL;
    }

  return &self->parent;
}
