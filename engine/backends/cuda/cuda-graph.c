/* SPDX-License-Identifier: Apache-2.0 */
/* Stages that repeat are launched at once. */
#include "config.h"

#include "engine/backends/cuda/cuda-graph.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Steps of a graph that grows are stages, too: all of one mini-batch should be known in the next. */
#define MOST_GRAPHS 64

/* All that a driver is told for a launch, but its arguments; in words, so that nothing of it is undefined. */
typedef struct
{
  guint64 kind, function, grid, block, offsets[2];
  guint64 transposed, m, n, k, lda, ldb, ldc, n_matrices;
  gint64 stride_a, stride_b, stride_c;
  guint64 beta, arguments;
} LaunchWords;

typedef struct
{
  guint64 hash;
  GByteArray *key;  /* LaunchWords, and all arguments */
  CUgraphExec exec; /* (nullable): it was there once */
  guint64 used;     /* when it was asked for */
} Graph;

struct _BsCudaGraphs
{
  Graph graphs[MOST_GRAPHS];
  guint n_graphs;
  guint64 n_asked;
  gboolean refused; /* the driver makes none */
  GByteArray *key;  /* scratch */
};

BsCudaGraphs *
bs_cuda_graphs_new (void)
{
  BsCudaGraphs *self = g_new0 (BsCudaGraphs, 1);

  self->key = g_byte_array_new ();

  return self;
}

static void
forget (Graph *graph, BsCudaDevice *device)
{
  if (graph->exec != NULL)
    device->cuda->p_cuGraphExecDestroy (graph->exec);
  graph->exec = NULL;
}

void
bs_cuda_graphs_free (BsCudaGraphs *self, BsCudaDevice *device)
{
  for (guint i = 0; i < self->n_graphs; i++)
    {
      forget (&self->graphs[i], device);
      g_byte_array_unref (self->graphs[i].key);
    }
  g_byte_array_unref (self->key);
  g_free (self);
}

static void
add_words (BsCudaGraphs *self, const BsCudaLaunch *launch)
{
  LaunchWords words = { .kind = launch->kind, .arguments = launch->arguments };

  if (launch->kind == BS_CUDA_LAUNCH_KERNEL)
    {
      words.function = GPOINTER_TO_SIZE (launch->function);
      words.grid = (guint64) launch->grid[0] << 32 | launch->grid[1];
      words.block = launch->block;
      G_STATIC_ASSERT (sizeof words.offsets >= sizeof launch->offsets);
      memcpy (words.offsets, launch->offsets, sizeof launch->offsets);
    }
  else
    {
      words.transposed = launch->transposed;
      words.m = (guint64) launch->m;
      words.n = (guint64) launch->n;
      words.k = (guint64) launch->k;
      words.lda = (guint64) launch->lda;
      words.ldb = (guint64) launch->ldb;
      words.ldc = (guint64) launch->ldc;
      words.n_matrices = (guint64) launch->n_matrices;
      words.stride_a = launch->stride_a;
      words.stride_b = launch->stride_b;
      words.stride_c = launch->stride_c;
      memcpy (&words.beta, &launch->beta, sizeof launch->beta);
    }
  g_byte_array_append (self->key, (const guint8 *) &words, sizeof words);
}

/* Writes down what @program launches. Returns: its hash. */
static guint64
make_key (BsCudaGraphs *self, const BsCudaProgram *program)
{
  static const guint8 nothing[8];
  guint64 hash = program->launches->len;
  const guint64 *words;

  g_byte_array_set_size (self->key, 0);
  for (guint i = 0; i < program->launches->len; i++)
    add_words (self, &g_array_index (program->launches, BsCudaLaunch, i));
  if (program->arguments->len > 0)
    g_byte_array_append (self->key, program->arguments->data, program->arguments->len);
  g_byte_array_append (self->key, nothing, -self->key->len & 7);
  words = (const guint64 *) (gpointer) self->key->data;
  /* Fowler, Noll and Vo's, of words */
  for (guint i = 0; i < self->key->len / sizeof *words; i++)
    hash = (hash ^ words[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  return hash;
}

/* Returns: the graph of what was written down; or one for it in the place of that which was used the longest time
 * ago, and @is_new. */
static Graph *
find_graph (BsCudaGraphs *self, BsCudaDevice *device, guint64 hash, gboolean *is_new)
{
  Graph *oldest = &self->graphs[0];

  *is_new = FALSE;
  for (guint i = 0; i < self->n_graphs; i++)
    {
      Graph *graph = &self->graphs[i];

      if (graph->hash == hash && graph->key->len == self->key->len
          && memcmp (graph->key->data, self->key->data, self->key->len) == 0)
        return graph;
      if (graph->used < oldest->used)
        oldest = graph;
    }

  *is_new = TRUE;
  if (self->n_graphs < MOST_GRAPHS)
    {
      oldest = &self->graphs[self->n_graphs++];
      oldest->key = g_byte_array_new ();
    }
  forget (oldest, device);
  oldest->hash = hash;
  g_byte_array_set_size (oldest->key, 0);
  g_byte_array_append (oldest->key, self->key->data, self->key->len);

  return oldest;
}

static gboolean
is_of_capture (CUresult result)
{
  return result >= CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED
         && result <= CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD;
}

/* Whether a driver only says that it makes no graph, or has no room for one. */
static gboolean
is_refusal (CUresult result)
{
  return is_of_capture (result) || result == CUDA_ERROR_NOT_SUPPORTED
         || result == CUDA_ERROR_OUT_OF_MEMORY;
}

static gboolean
expect (BsCudaGraphs *self, BsCudaDevice *device, CUresult result)
{
  if (is_refusal (result))
    self->refused = TRUE;

  return !is_refusal (result)
         && bs_cuda_device_expect (device, result,
                                   _ ("Launches that repeat could not be recorded"));
}

/* Returns: (nullable): what all of @program has become. */
static CUgraphExec
record (BsCudaGraphs *self, const BsCudaProgram *program, BsCudaDevice *device)
{
  const BsCudaLibrary *cuda = device->cuda;
  CUgraphExec exec = NULL;
  CUgraph graph = NULL;
  CUresult result;

  if (!expect (self, device,
               cuda->p_cuStreamBeginCapture (device->compute, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL)))
    return NULL;
  device->captures = TRUE;
  for (guint i = 0; i < program->batches->len; i++)
    bs_cuda_program_run (program, device, i, 0);
  result = cuda->p_cuStreamEndCapture (device->compute, &graph);
  device->captures = result != CUDA_SUCCESS && !is_of_capture (result);
  /* what was only recorded did not happen, nor did its errors */
  if (is_of_capture (result))
    g_clear_error (&device->error);
  if (!expect (self, device, result)
      || !expect (self, device, cuda->p_cuGraphInstantiate (&exec, graph, 0)))
    exec = NULL;
  if (graph != NULL)
    cuda->p_cuGraphDestroy (graph);

  return exec;
}

gboolean
bs_cuda_graphs_launch (BsCudaGraphs *self, const BsCudaProgram *program, BsCudaDevice *device)
{
  gboolean is_new;
  Graph *graph;

  if (self->refused || device->error != NULL || program->launches->len == 0)
    return FALSE;

  graph = find_graph (self, device, make_key (self, program), &is_new);
  graph->used = ++self->n_asked;
  if (is_new)
    return FALSE;
  if (graph->exec == NULL)
    graph->exec = record (self, program, device);

  return graph->exec != NULL
         && bs_cuda_device_expect (device,
                                   device->cuda->p_cuGraphLaunch (graph->exec, device->compute),
                                   _ ("Launches that repeat could not be started"));
}
