/* SPDX-License-Identifier: Apache-2.0 */
/* How columns and events lie in the blobs of a trace: little-endian, without padding. */
#pragma once

#include <string.h>

#include "engine/observer.h"

G_BEGIN_DECLS

/*
 * An event is 40 bytes, the layout of BsEvent itself:
 *
 *   offset  0  start_ns    signed 64 bits
 *   offset  8  end_ns      signed 64 bits
 *   offset 16  bytes       unsigned 64 bits
 *   offset 24  flops       unsigned 64 bits
 *   offset 32  decision    unsigned 32 bits
 *   offset 36  mini_batch  unsigned 16 bits, modulo 65536
 *   offset 38  phase       unsigned 8 bits
 *   offset 39  lane        unsigned 8 bits
 */
#define BS_PACKED_EVENT_SIZE 40

G_STATIC_ASSERT (sizeof (BsEvent) == BS_PACKED_EVENT_SIZE);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BsEvent, start_ns) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BsEvent, end_ns) == 8);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BsEvent, bytes) == 16);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BsEvent, flops) == 24);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BsEvent, decision) == 32);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BsEvent, mini_batch) == 36);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BsEvent, phase) == 38);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BsEvent, lane) == 39);

/* The same change of byte order serves packing and unpacking. */
static inline void
bs_pack_u16 (gpointer out, gconstpointer in, gsize n)
{
  if (n > 0)
    memcpy (out, in, n * sizeof (guint16));
#if G_BYTE_ORDER != G_LITTLE_ENDIAN
  for (gsize i = 0; i < n; i++)
    ((guint16 *) out)[i] = GUINT16_SWAP_LE_BE (((guint16 *) out)[i]);
#endif
}

static inline void
bs_pack_u32 (gpointer out, gconstpointer in, gsize n)
{
  if (n > 0)
    memcpy (out, in, n * sizeof (guint32));
#if G_BYTE_ORDER != G_LITTLE_ENDIAN
  for (gsize i = 0; i < n; i++)
    ((guint32 *) out)[i] = GUINT32_SWAP_LE_BE (((guint32 *) out)[i]);
#endif
}

static inline void
bs_pack_events (gpointer out, gconstpointer in, gsize n)
{
  if (n > 0)
    memcpy (out, in, n * sizeof (BsEvent));
#if G_BYTE_ORDER != G_LITTLE_ENDIAN
  for (gsize i = 0; i < n; i++)
    {
      BsEvent *event = (BsEvent *) out + i;

      event->start_ns = GINT64_SWAP_LE_BE (event->start_ns);
      event->end_ns = GINT64_SWAP_LE_BE (event->end_ns);
      event->bytes = GUINT64_SWAP_LE_BE (event->bytes);
      event->flops = GUINT64_SWAP_LE_BE (event->flops);
      event->decision = GUINT32_SWAP_LE_BE (event->decision);
      event->mini_batch = GUINT16_SWAP_LE_BE (event->mini_batch);
    }
#endif
}

/**
 * bs_unwrap_mini_batch:
 * @stored: a mini-batch modulo 65536
 * @near: a mini-batch less than 32768 away from it
 *
 * Returns: the mini-batch that was meant
 */
static inline guint32
bs_unwrap_mini_batch (guint16 stored, guint32 near)
{
  gint64 full = (gint64) near + (gint16) (guint16) (stored - (guint16) near);

  return full < 0 ? stored : (guint32) full;
}

G_END_DECLS
