// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jndi;

import io.oncemq.jms.JmsQueue;
import io.oncemq.jms.JmsTopic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeSet;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.InvalidNameException;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import org.jspecify.annotations.Nullable;

/** What the properties named, below one prefix of its names. Never changes; safe for any thread. */
@SuppressWarnings({"JdkObsolete", "BanJNDI"}) // the API wants a Hashtable; every look-up ends here
final class ReadOnlyContext implements Context {
    private static final String DYNAMIC_QUEUES = "dynamicQueues/";
    private static final String DYNAMIC_TOPICS = "dynamicTopics/";

    /** More names than these are not listed in a message. */
    private static final int MAX_TOLD = 50;

    private final NavigableMap<String, Object> objects;

    /** Empty, or with a slash at the end. */
    private final String prefix;

    private final Hashtable<Object, Object> environment;

    ReadOnlyContext(NavigableMap<String, Object> objects, String prefix, Hashtable<Object, Object> environment) {
        this.objects = objects;
        this.prefix = prefix;
        this.environment = environment;
    }

    // Looking up

    @Override
    public Object lookup(Name name) throws NamingException {
        String path = path(name);
        Object found = find(path);
        if (found != null) {
            return found;
        }
        NameNotFoundException failure = new NameNotFoundException("nothing is named '" + prefix + path + "'; there are "
                + told() + ", and " + DYNAMIC_QUEUES + "<queue name>, " + DYNAMIC_TOPICS + "<topic name>");
        failure.setRemainingName(name);
        throw failure;
    }

    private @Nullable Object find(String path) throws NamingException {
        if (path.isEmpty()) {
            return new ReadOnlyContext(objects, prefix, environment);
        }
        Object object = objects.get(prefix + path);
        if (object != null) {
            return object;
        }
        String full = prefix + path;
        try {
            if (full.startsWith(DYNAMIC_QUEUES)) {
                return new JmsQueue(full.substring(DYNAMIC_QUEUES.length()));
            }
            if (full.startsWith(DYNAMIC_TOPICS)) {
                return new JmsTopic(full.substring(DYNAMIC_TOPICS.length()));
            }
        } catch (IllegalArgumentException e) {
            InvalidNameException failure = new InvalidNameException("'" + full + "': " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        String below = full + "/";
        boolean context = !below(below).isEmpty() || below.equals(DYNAMIC_QUEUES) || below.equals(DYNAMIC_TOPICS);
        return context ? new ReadOnlyContext(objects, below, environment) : null;
    }

    private SortedMap<String, Object> below(String start) {
        return objects.subMap(start, start + Character.MAX_VALUE);
    }

    private String told() {
        List<String> names = new ArrayList<>(objects.keySet());
        return names.size() <= MAX_TOLD
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MAX_TOLD)) + " and " + (names.size() - MAX_TOLD) + " more";
    }

    private static String path(Name name) {
        return String.join("/", Collections.list(name.getAll()));
    }

    @Override
    public Object lookup(String name) throws NamingException {
        return lookup(new CompositeName(name));
    }

    @Override
    public Object lookupLink(Name name) throws NamingException {
        return lookup(name);
    }

    @Override
    public Object lookupLink(String name) throws NamingException {
        return lookup(name);
    }

    // Listing

    @Override
    public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
        List<NameClassPair> pairs = new ArrayList<>();
        for (Binding each : bindings(name)) {
            pairs.add(new NameClassPair(each.getName(), each.getClassName()));
        }
        return new Listing<>(pairs);
    }

    @Override
    public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
        return list(new CompositeName(name));
    }

    @Override
    public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
        return new Listing<>(bindings(name));
    }

    @Override
    public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
        return listBindings(new CompositeName(name));
    }

    private List<Binding> bindings(Name name) throws NamingException {
        if (!(lookup(name) instanceof ReadOnlyContext context)) {
            throw new NotContextException("'" + prefix + path(name) + "' is an object, so nothing is below it");
        }
        TreeSet<String> names = new TreeSet<>();
        for (String each : context.below(context.prefix).keySet()) {
            String rest = each.substring(context.prefix.length());
            int slash = rest.indexOf('/');
            names.add(slash < 0 ? rest : rest.substring(0, slash));
        }
        List<Binding> bindings = new ArrayList<>();
        for (String each : names) {
            Object bound = context.find(each);
            if (bound != null) {
                bindings.add(new Binding(each, bound.getClass().getName(), bound));
            }
        }
        return bindings;
    }

    /** All there is, already there. Used by one thread. */
    private static final class Listing<T> implements NamingEnumeration<T> {
        private final java.util.Iterator<T> rest;

        Listing(List<T> all) {
            rest = all.iterator();
        }

        @Override
        public boolean hasMore() {
            return rest.hasNext();
        }

        @Override
        public T next() {
            return rest.next();
        }

        @Override
        public boolean hasMoreElements() {
            return rest.hasNext();
        }

        @Override
        public T nextElement() {
            return rest.next();
        }

        @Override
        public void close() {}
    }

    // Names and environment

    @Override
    public NameParser getNameParser(Name name) {
        return CompositeName::new;
    }

    @Override
    public NameParser getNameParser(String name) {
        return CompositeName::new;
    }

    @Override
    public Name composeName(Name name, Name before) throws NamingException {
        return ((Name) before.clone()).addAll(name);
    }

    @Override
    public String composeName(String name, String before) throws NamingException {
        return composeName(new CompositeName(name), new CompositeName(before)).toString();
    }

    @Override
    public String getNameInNamespace() {
        return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    }

    /** A copy. */
    @Override
    public Hashtable<?, ?> getEnvironment() {
        return new Hashtable<>(environment);
    }

    @Override
    public void close() {}

    // What would change it

    private static OperationNotSupportedException readOnly() {
        return new OperationNotSupportedException(
                "this context is read-only: it holds what jndi.properties (or the environment given to InitialContext) says");
    }

    @Override
    public void bind(Name name, @Nullable Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void bind(String name, @Nullable Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(Name name, @Nullable Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(String name, @Nullable Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(Name from, Name to) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(String from, String to) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Object addToEnvironment(String name, @Nullable Object value) throws NamingException {
        throw readOnly();
    }

    @Override
    public Object removeFromEnvironment(String name) throws NamingException {
        throw readOnly();
    }
}
