/**
 * What the worker process and its client say to each other: length-prefixed messages over two pipes.
 *
 * <p>A message is a tag, a head of small fields and a list of blobs. All numbers are little-endian. One
 * request has exactly one reply.
 */
@NullMarked
package sinter.worker.protocol;

import org.jspecify.annotations.NullMarked;
