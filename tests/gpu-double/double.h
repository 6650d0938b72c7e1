/* SPDX-License-Identifier: Apache-2.0 */
/* A GPU that is none: one library under the names of the driver, cuBLAS and CUPTI, for tests on machines
 * without one. Launches interpret the very PTX that ships. What it shares between its files.
 *
 * GPU_DOUBLE in the environment says how it behaves, `name=value` with commas between:
 *   init=N         cuInit fails with N
 *   devices=N      1
 *   driver=N       13000: the version that the driver says
 *   memory=N       bytes of the device, 1 GiB
 *   allocation=N   the N-th allocation, of device or pinned memory, finds no room
 *   call=N         the N-th call of all that can fail, fails
 *   stream=lazy    work waits until somebody waits for it; eager: it is done at once
 *   order=O        of threads and blocks: forward, reverse, shuffled
 *   seed=N         of what is shuffled
 *   drop=N         every N-th activity record is lost
 *   buffer=N       of a buffer for activity records the first N bytes alone are used
 *   late=1         activity buffers come back only with the last flush
 *   capture=N      streams refuse to be captured with N
 *   instantiate=N  graphs refuse to become executable with N
 *   permission=1   activities need a permission that nobody has
 *   drift=N        the device clock gains N ns a ms
 * GPU_DOUBLE_REPORT names a file where a report is written at the end, in lines of `name value`; whatever
 * was done wrong is a line that begins with `problem`. */
#pragma once

#include <cuda.h>
#include <cupti.h>
#include <glib.h>

#include "tests/gpu-double/ptx-machine.h"

G_BEGIN_DECLS

#define DOUBLE_EXPORT __attribute__ ((visibility ("default")))

typedef struct
{
  gint64 init, devices, driver, memory, allocation, call, seed, drop, buffer, late, permission,
      drift, capture, instantiate;
  gboolean lazy;
  PtxOrder order;
} DoubleSettings;

typedef enum
{
  HANDLE_STREAM,
  HANDLE_EVENT,
  HANDLE_MODULE,
  HANDLE_GRAPH,
  HANDLE_GRAPH_EXEC,
  HANDLE_BLAS,
  N_HANDLE_KINDS
} HandleKind;

/* What every handle begins with. */
typedef struct
{
  HandleKind kind;
  guint number; /* of its kind, from 1 */
} Handle;

typedef enum
{
  WORK_COPY_IN,  /* from host memory */
  WORK_COPY_OUT, /* to host memory */
  WORK_COPY,     /* from device memory to device memory */
  WORK_SET,
  WORK_LAUNCH,
  WORK_PRODUCT, /* of cuBLAS */
  WORK_RECORD,  /* an event */
  WORK_WAIT     /* for an event */
} WorkKind;

/* What a call of cuBLAS says. Matrices are columns, as there. */
typedef struct
{
  gboolean transpose_a, transpose_b;
  int m, n, k, lda, ldb, ldc;
  float alpha, beta;
  guint64 a, b, c;                     /* addresses; with @pointers of arrays of addresses */
  gint64 stride_a, stride_b, stride_c; /* numbers, from matrix to matrix */
  gboolean pointers;
  int n_matrices;
} Product;

typedef struct _Event Event;
typedef struct _Stream Stream;

/* When a stream has done so many works. One that is gone has done all. */
typedef struct
{
  guint stream; /* its number; 0: none */
  guint64 place;
} Moment;

/* Something that a stream does. */
typedef struct
{
  WorkKind kind;
  guint32 correlation;
  guint64 queued_ns;
  guint64 to, from,
      bytes;    /* of copies; @from of a set is the value, @bytes the length of the whole */
  guint width;  /* of a set */
  guint8 *copy; /* (nullable): host bytes of memory that is not pinned, or parameters */
  gboolean pinned;
  const PtxKernel *kernel;
  guint32 grid[3], block[3], dynamic_bytes;
  Product product;
  Event *event;  /* (nullable): that is recorded */
  Moment moment; /* that is waited for */
} Work;

struct _Event
{
  Handle handle;
  gboolean has_time;
  Moment moment; /* when it was recorded last */
  guint capture; /* 0: it was not within one */
  guint64 ns;
};

struct _Stream
{
  Handle handle;
  GQueue *works; /* Work */
  guint64 n_added, n_done;
  GPtrArray *captured; /* (nullable): Work, while it is captured */
  guint capture;       /* the number of that capture; 0: there is none */
  CUstreamCaptureMode mode;
  GThread *thread; /* that began it */
  gboolean broken; /* by something that it forbids: it has to be ended */
};

typedef struct
{
  Handle handle;
  GPtrArray *works; /* Work */
} Graph;

typedef struct
{
  GRecMutex mutex;
  DoubleSettings settings;
  DeviceMemory *memory;
  GPtrArray *handles; /* Handle, alive */
  guint n_made[N_HANDLE_KINDS];
  guint n_captures;
  GHashTable *pinned; /* address -> bytes */
  GPtrArray *problems;
  GHashTable *counts; /* name -> number */
  gint64 n_calls, n_allocations;
  guint32 n_launches, n_correlations;
  guint n_contexts; /* how often the primary context is retained */
  CUresult fault;   /* of what a stream did: all calls fail from then on */
  gboolean initialized;
  Stream *default_stream;
} Double;

/** double_get: Returns: (transfer none): the state of the whole; made at the first call. */
Double *double_get (void);

/** double_call: to begin every function with that can fail. Returns: whether this call shall fail. Locks;
 * double_end() unlocks. */
gboolean double_call (const char *name);
void double_end (void);

/** double_complain: notes that the program did something wrong. */
void double_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);
void double_count (const char *name, gint64 n);
/** double_get_count: Returns: what was counted of @name so far; for tests in the same process. */
DOUBLE_EXPORT gint64 double_get_count (const char *name);

/** double_now: Returns: nanoseconds of the device. */
guint64 double_now (void);

/** double_has_context: Returns: whether the thread has made the context current. */
gboolean double_has_context (void);
void double_set_context (gboolean current);

gpointer handle_new (HandleKind kind, gsize size);
/** handle_check: Returns: whether @handle is alive and of @kind; complains otherwise. */
gboolean handle_check (gconstpointer handle, HandleKind kind);
void handle_free (gpointer handle);

/* Streams. */
Stream *stream_get (CUstream stream);
void stream_add (Stream *self, Work *work);
void stream_flush (Stream *self);
void stream_flush_all (void);
void stream_flush_to (const Moment *moment);
/** stream_may_take: Returns: whether work can be given to it: not while a capture is broken. */
gboolean stream_may_take (const Stream *self);
/** stream_find: Returns: (nullable): the stream with @number, if it is still there. */
Stream *stream_find (guint number);
/** stream_forget_all: what streams still have to record no longer goes to @event. */
void stream_forget_all (const Event *event);
gboolean moment_is_over (const Moment *self);
Work *work_new (WorkKind kind);
Work *work_copy (const Work *self);
void work_free (gpointer work);

/** product_run: Returns: whether all its matrices are there; complains otherwise. */
gboolean product_run (const Product *self);

/* Activity records. */
guint32 activity_begin (void);
void activity_call (CUpti_CallbackId function, guint32 correlation, guint64 start_ns);
void activity_work (const Stream *stream, const Work *work, guint64 start_ns, guint64 end_ns);
void activity_wait (CUpti_ActivitySynchronizationType type, const Stream *stream,
                    const Event *event, guint32 correlation, guint64 start_ns);

G_END_DECLS
