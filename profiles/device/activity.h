/* SPDX-License-Identifier: Apache-2.0 */
/* What a device, its driver and who collects did: what we take of CUPTI's records. Private to
 * profiles. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BS_ACTIVITY_KERNEL,
  BS_ACTIVITY_UPLOAD,
  BS_ACTIVITY_DOWNLOAD,
  BS_ACTIVITY_COPY, /* from the device to the device */
  BS_ACTIVITY_SET,
  BS_ACTIVITY_CALL, /* of the driver */
  BS_ACTIVITY_WAIT, /* of the host */
  BS_ACTIVITY_OVERHEAD
} BsActivityKind;

typedef struct
{
  BsActivityKind kind;
  guint32 correlation; /* the same of a call and of what it led to */
  guint32 stream;      /* of what a device does; of calls the thread */
  guint64 start, end;  /* ns of the collector's clock, or, once aligned, of ours */
  guint64 bytes;       /* of copies and sets */
  const char *name;    /* of kernels; interned */
  guint32 registers;   /* of kernels, as all that follows */
  guint32 static_bytes, dynamic_bytes, local_bytes;
  guint32 block[3], grid[3];
} BsActivity;

/* That a call was made while somebody had said an id. */
typedef struct
{
  guint32 correlation;
  guint64 id;
} BsCorrelation;

static inline gboolean
bs_activity_is_of_device (const BsActivity *self)
{
  return self->kind <= BS_ACTIVITY_SET;
}

G_END_DECLS
