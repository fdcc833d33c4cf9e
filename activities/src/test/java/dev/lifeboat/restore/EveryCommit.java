package dev.lifeboat.restore;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;

/** A connection that calls back whenever others may see something new: after each commit, of a single statement too. */
final class EveryCommit {
    private EveryCommit() {}

    static Connection watch(Connection connection, Runnable look) {
        return proxy(Connection.class, connection, (proxy, method, arguments) -> {
            Object result = method.invoke(connection, arguments);
            if (method.getName().equals("commit")) {
                look.run();
            } else if (result instanceof PreparedStatement statement) {
                return watch(PreparedStatement.class, statement, connection, look);
            } else if (result instanceof Statement statement) {
                return watch(Statement.class, statement, connection, look);
            }
            return result;
        });
    }

    private static <T extends Statement> T watch(Class<T> type, T statement, Connection connection, Runnable look) {
        return proxy(type, statement, (proxy, method, arguments) -> {
            Object result = method.invoke(statement, arguments);
            if (method.getName().startsWith("execute") && connection.getAutoCommit()) {
                look.run();
            }
            return result;
        });
    }

    private static <T> T proxy(Class<T> type, T real, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return handler.invoke(real, method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
