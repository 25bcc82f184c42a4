"""What was sent to the worker, done here and now as the worker would."""

from queue import Empty

from celery import current_app


def work_off() -> list[str]:
    """Run every task that waits in the broker; return their names in order."""
    current_app.loader.import_default_modules()  # tasks load when a worker starts
    done = []
    with current_app.connection_for_read() as link:
        waiting = link.SimpleQueue(current_app.conf.task_default_queue)
        while message := _next(waiting):
            name = message.headers["task"]
            args, kwargs, _rest = message.payload
            current_app.tasks[name](*args, **kwargs)
            message.ack()
            done.append(name)
        waiting.close()
    return done


def _next(waiting):
    try:
        return waiting.get_nowait()
    except Empty:
        return None
