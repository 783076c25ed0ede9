/* flock() as on a file system that has none. */
#include <errno.h>

int flock(int descriptor, int operation)
{
    (void)descriptor;
    (void)operation;
    errno = ENOSYS;
    return -1;
}
